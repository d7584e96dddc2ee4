package io.wgnetlink.testkit;

import io.wgnetlink.testkit.internal.Refusal;
import io.wgnetlink.testkit.internal.Trouble;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The faults that are still to happen. Thread-safe. */
final class ArmedFaults implements Trouble {
  private static final class Armed {
    private final Fault fault;
    private int passing;
    private int left;

    Armed(Fault fault) {
      this.fault = fault;
      this.passing = fault.passingFirst();
      this.left = fault.occurrences();
    }
  }

  private final List<Armed> armed = new ArrayList<>();

  synchronized void arm(Fault fault) {
    if (fault.occurrences() > 0) {
      armed.add(new Armed(fault));
    }
  }

  synchronized void disarmAll() {
    armed.clear();
  }

  @Override
  public Verdict before(RequestKind kind) {
    Happening happening = new Happening();
    take(scope(kind)).forEach(happening::add);
    return happening.verdict();
  }

  private static Fault.Scope scope(RequestKind kind) {
    return switch (kind) {
      case READING -> Fault.Scope.READINGS;
      case CHANGE -> Fault.Scope.CHANGES;
      case LISTING -> Fault.Scope.LISTINGS;
      case ROUTING_READING -> Fault.Scope.ROUTING_READINGS;
      case ROUTING_CHANGE -> Fault.Scope.ROUTING_CHANGES;
    };
  }

  /** Returns what happens to this request, and counts it. */
  private synchronized List<Fault.Effect> take(Fault.Scope scope) {
    List<Fault.Effect> effects = new ArrayList<>();
    for (Iterator<Armed> all = armed.iterator(); all.hasNext(); ) {
      Armed one = all.next();
      if (!one.fault.canHappenTo(scope)) {
        continue;
      }
      if (one.passing > 0) {
        one.passing--;
        continue;
      }
      effects.add(one.fault.effect());
      if (one.left != Integer.MAX_VALUE && --one.left == 0) {
        all.remove();
      }
    }
    return effects;
  }

  /** All that happens to one request: it waits first, and the first refusal counts. */
  private static final class Happening {
    private boolean interrupted;
    private AnswerFate answer = new AnswerFate.Heard();
    private @Nullable Stumble stumble;
    private @Nullable Refusal refusal;

    void add(Fault.Effect effect) {
      if (effect instanceof Fault.Effect.Delay delay) {
        waitFor(delay.time().toNanos());
      } else if (effect instanceof Fault.Effect.Meanwhile meanwhile) {
        meanwhile.action().run();
      } else if (effect instanceof Fault.Effect.Interrupt) {
        interrupted = true;
      } else if (effect instanceof Fault.Effect.LoseAnswer) {
        answer = new AnswerFate.Lost();
      } else if (effect instanceof Fault.Effect.GarbleAnswer && isHeard()) {
        answer = new AnswerFate.Garbled();
      } else if (effect instanceof Fault.Effect.Warn warn && isHeard()) {
        answer = new AnswerFate.Warned(warn.text());
      } else if (effect instanceof Fault.Effect.RefuseAfterPeers refuse && stumble == null) {
        stumble = new Stumble(refuse.peers(), new Refusal(refuse.errno(), ""));
      } else if (effect instanceof Fault.Effect.Refuse refuse && refusal == null) {
        refusal = new Refusal(refuse.errno(), refuse.text());
      }
    }

    private boolean isHeard() {
      return answer instanceof AnswerFate.Heard;
    }

    /** Waits as one waits in the kernel: an interrupt stays set and ends nothing. */
    private static void waitFor(long nanos) {
      boolean interrupted = false;
      long deadline = System.nanoTime() + nanos;
      for (long left = nanos; left > 0; left = deadline - System.nanoTime()) {
        LockSupport.parkNanos(Math.max(left, TimeUnit.MICROSECONDS.toNanos(1)));
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    Verdict verdict() {
      if (refusal != null) {
        throw refusal;
      }
      return new Verdict(interrupted, answer, stumble);
    }
  }
}

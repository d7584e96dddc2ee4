package io.wgnetlink.samples.demo;

import io.wgnetlink.failover.model.Lease;
import java.time.Duration;
import java.util.Optional;

/**
 * What a demo has to keep.
 *
 * <p>The verdict is the client's own, and its bounds are those of the library for a tunnel with
 * traffic, which are asserted in virtual time, and {@link #SLACK} for a machine in real time:
 *
 * <pre>
 *   17 s   the kernel starts a handshake 15 s after data without an answer, in vain
 *    5 s   a forced handshake, to a peer that answered for a minute
 *    5 s   four echo requests in a row
 *   30 s   packets only arrive: three handshakes that the other end cannot complete, while the
 *          session is known to be younger than two minutes
 * </pre>
 *
 * <p>Traffic comes back when hub B has turned as well, and hub B only answers: nothing comes, so it
 * sends nothing, and finds out later by what its detector adds. Each direction that is lost is one
 * in which packets only arrive, at one end or at the other.
 *
 * @param verdict what the client's verdict must stay below; empty where there need not be one
 * @param outage what an outage must stay below
 * @param lossOnReturn whether probes may be lost when traffic returns to the direct path
 */
record Promise(Optional<Duration> verdict, Duration outage, boolean lossOnReturn) {
  /** For a stalling or emulated machine: verdicts 0.3 to 2.4 s late were seen there. */
  private static final Duration SLACK = Duration.ofSeconds(3);

  private static final Duration KERNEL_VERDICT = Duration.ofSeconds(17);
  private static final Duration FORCED_HANDSHAKE = Duration.ofSeconds(5);
  private static final Duration ECHO = Duration.ofSeconds(5);
  private static final Duration ONLY_ARRIVING = Duration.ofSeconds(30);

  /** Until hub B nudges: 2 s without anything, and readings of a second. */
  private static final Duration BY_NUDGES = Duration.ofSeconds(4);

  /**
   * Without nudges hub B has nothing unanswered until the client has moved. Then it answers into
   * the dead tunnel, which has 11 s to show life; by then its kernel has tried a handshake in vain.
   * And a reading, and the switch.
   */
  private static final Duration BY_ANSWERING = Duration.ofMillis(12_500);

  /** How late the kernel's timer of the lease may be, and the traffic's first answer. */
  private static final Duration LAPSE = Duration.ofSeconds(1);

  /** Returns what is promised of a demo; the naive algorithm is held to what a controller is. */
  static Promise of(DemoOptions options) {
    boolean lossOnReturn = options.mode().mayLoseOnReturn();
    if (options.scenario() == Scenario.KILL_ENGINE) {
      return new Promise(Optional.empty(), Lease.DURATION.plus(LAPSE), lossOnReturn);
    }
    Duration verdict = verdict(options);
    Optional<Duration> own = options.naive() ? Optional.empty() : Optional.of(verdict.plus(SLACK));
    return new Promise(own, outage(options, verdict).plus(SLACK), lossOnReturn);
  }

  private static Duration verdict(DemoOptions options) {
    if (options.detector() == Detector.ECHO) {
      return ECHO;
    }
    if (options.scenario() == Scenario.ONE_WAY_OUT) {
      return ONLY_ARRIVING;
    }
    return options.warm() ? FORCED_HANDSHAKE : KERNEL_VERDICT;
  }

  private static Duration outage(DemoOptions options, Duration verdict) {
    Duration slower = options.scenario().isOneWay() ? ONLY_ARRIVING : verdict;
    return switch (options.detector()) {
      case ECHO -> verdict;
      case NUDGE -> slower.plus(BY_NUDGES);
      case PASSIVE -> slower.plus(BY_ANSWERING);
    };
  }

  /** Returns what is promised, in words. */
  @Override
  public String toString() {
    return verdict.map(v -> "a verdict within " + DemoReport.seconds(v) + ", ").orElse("")
        + "an outage under " + DemoReport.seconds(outage)
        + (lossOnReturn ? "" : " and no loss on the return");
  }
}

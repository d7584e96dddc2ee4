package io.wgnetlink.failover;

import io.wgnetlink.failover.model.FailoverEvent;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to a listener, one at a time and in order, on an executor that is not ours to block.
 * The queue is bounded: a listener that does not keep up loses the newest events, and the log says
 * how many.
 */
final class ListenerDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerDelivery.class);
  private static final int CAPACITY = 1024;

  private final FailoverListener listener;
  private final Executor executor;
  private final ArrayDeque<Consumer<FailoverListener>> queue = new ArrayDeque<>();
  private boolean draining;
  private long lost;

  ListenerDelivery(FailoverListener listener, Executor executor) {
    this.listener = listener;
    this.executor = executor;
  }

  void happened(FailoverEvent event) {
    deliver(l -> l.happened(event));
  }

  void deliver(Consumer<FailoverListener> event) {
    synchronized (queue) {
      if (queue.size() >= CAPACITY) {
        lost++;
        return;
      }
      queue.add(event);
      if (draining) {
        return;
      }
      draining = true;
    }
    try {
      executor.execute(this::drain);
    } catch (Throwable e) {
      // Also an Error, as when no thread can be made: the caller has prefixes to move.
      synchronized (queue) {
        draining = false;
      }
      LOG.atWarn().setCause(e).log("the listener's executor refuses events");
    }
  }

  private void drain() {
    while (true) {
      Consumer<FailoverListener> event;
      long missed;
      synchronized (queue) {
        missed = lost;
        lost = 0;
        event = queue.poll();
        if (event == null) {
          draining = false;
          return;
        }
      }
      if (missed > 0) {
        LOG.atWarn().addKeyValue("events", missed).log("a slow listener lost events");
      }
      call(event);
    }
  }

  private void call(Consumer<FailoverListener> event) {
    try {
      event.accept(listener);
    } catch (Throwable e) {
      LOG.atError().setCause(e).log("a failover listener failed");
    }
  }
}

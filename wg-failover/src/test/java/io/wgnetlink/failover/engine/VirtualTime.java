package io.wgnetlink.failover.engine;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** Time that passes only when a test says so, and what is to happen in it. */
final class VirtualTime {
  static final long MILLIS = 1_000_000L;
  static final long SECOND = 1000 * MILLIS;

  /** Something that will happen unless it is cancelled. */
  static final class Event {
    private final long at;
    private final long order;
    private final Runnable what;
    private boolean cancelled;

    private Event(long at, long order, Runnable what) {
      this.at = at;
      this.order = order;
      this.what = what;
    }

    void cancel() {
      cancelled = true;
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>(
      Comparator.<Event>comparingLong(e -> e.at).thenComparingLong(e -> e.order));
  final Random random;
  private long now;
  private long order;

  VirtualTime(long seed) {
    random = new Random(seed);
  }

  long now() {
    return now;
  }

  Event after(long delay, Runnable what) {
    Event event = new Event(now + delay, order++, what);
    events.add(event);
    return event;
  }

  /** Returns a time from 0 up to the given one. */
  long jitter(long most) {
    return (long) (random.nextDouble() * most);
  }

  void pass(long duration) {
    long end = now + duration;
    while (!events.isEmpty() && events.peek().at <= end) {
      Event event = events.remove();
      if (!event.cancelled) {
        now = event.at;
        event.what.run();
      }
    }
    now = end;
  }
}

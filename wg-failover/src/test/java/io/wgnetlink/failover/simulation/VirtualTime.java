package io.wgnetlink.failover.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** Time that passes only when a test says so, and what is to happen in it. */
public final class VirtualTime {
  public static final long MILLIS = 1_000_000L;
  public static final long SECOND = 1000 * MILLIS;

  /** Something that will happen unless it is cancelled. */
  public static final class Event {
    private final long at;
    private final long order;
    private final Runnable what;
    private boolean cancelled;

    private Event(long at, long order, Runnable what) {
      this.at = at;
      this.order = order;
      this.what = what;
    }

    public void cancel() {
      cancelled = true;
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>(
      Comparator.<Event>comparingLong(e -> e.at).thenComparingLong(e -> e.order));
  public final Random random;
  private long now;
  private long order;

  public VirtualTime(long seed) {
    random = new Random(seed);
  }

  public long now() {
    return now;
  }

  public Event after(long delay, Runnable what) {
    Event event = new Event(now + delay, order++, what);
    events.add(event);
    return event;
  }

  /** Returns a time from 0 up to the given one. */
  public long jitter(long most) {
    return (long) (random.nextDouble() * most);
  }

  /** Lets time pass; also from within an event, as something that takes time. */
  public void pass(long duration) {
    long end = now + duration;
    while (!events.isEmpty() && events.peek().at <= end) {
      Event event = events.remove();
      if (!event.cancelled) {
        now = event.at;
        event.what.run();
      }
    }
    now = Math.max(now, end);
  }
}

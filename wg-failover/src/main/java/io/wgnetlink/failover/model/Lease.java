package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * How long traffic stays on a path that is not the permanent one when nobody looks after it any
 * more: the process was killed, stopped or hangs. Immutable.
 *
 * <p>In route mode the narrow routes are then in a table of their own, which packets reach by a
 * rule for one bit of their mark. An nftables rule sets the bit only while an element of a set
 * lives; the controller gives it more time at each third of the duration. So the kernel itself
 * takes traffic back to the wide routes, those of the permanent path:
 *
 * <ul>
 *   <li>at the latest one {@code duration} after the controller last ran: 30 s by default;
 *   <li>at the earliest two thirds of it after the controller last ran, so a pause of up to that (a
 *       garbage collection, a slow kernel) changes nothing.
 * </ul>
 *
 * @param duration 1 s to 1 h
 * @param markBit the one bit of the mark; other bits are neither looked at nor changed
 * @param table the routing table of the narrow routes, which nobody else uses
 * @param priority of the rules, one for each family; below 32766, the priority of the rule for the
 *     main table
 */
public record Lease(Duration duration, int markBit, int table, int priority) {
  /** Refreshed every 10 s, with three attempts in each duration. */
  public static final Duration DURATION = Duration.ofSeconds(30);

  /**
   * A bit that is not in the masks of the usual users of marks: Tailscale 0xff0000, mwan3 0x3f00,
   * Kubernetes 0xc000, Mullvad 0x6d6f6c65, {@code wg-quick} 0xca6c.
   */
  public static final int MARK_BIT = 0x1000_0000;

  /** {@code 'W' << 8 | 'F'}. */
  public static final int TABLE = 0x5746;

  /** Before the rules that {@code wg-quick} and the like put in front of the main table. */
  public static final int PRIORITY = 5157;

  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(1);
  private static final int LAST_TABLES = 253;
  private static final int MAIN_PRIORITY = 32766;

  /** 30 s; after the bounds, which it is checked against. */
  public static final Lease DEFAULT = of(DURATION);

  public Lease {
    if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("a lease of " + duration + " is not in 1 s to 1 h");
    }
    if (Integer.bitCount(markBit) != 1) {
      throw new IllegalArgumentException(
          "0x" + Integer.toHexString(markBit) + " is not one bit of a mark");
    }
    if (table == 0 || (table >= LAST_TABLES && table <= 0xff)) {
      throw new IllegalArgumentException("table " + table + " is one of the kernel's own");
    }
    if (priority < 1 || priority >= MAIN_PRIORITY) {
      throw new IllegalArgumentException("priority " + priority + " is not in 1 to 32765");
    }
  }

  /** Returns a lease of this duration, with the defaults for the rest. */
  public static Lease of(Duration duration) {
    return new Lease(duration, MARK_BIT, TABLE, PRIORITY);
  }

  /** Returns how often it is refreshed: a third of its duration. */
  public Duration refresh() {
    return duration.dividedBy(3);
  }

  /** Returns its terms in words. */
  @Override
  public String toString() {
    return duration.toSeconds() + " s (table " + table + ", mark bit 0x"
        + Integer.toHexString(markBit) + ", priority " + priority + ")";
  }
}

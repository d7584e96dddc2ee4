package io.wgnetlink.wireguard.config;

import java.util.OptionalLong;

/**
 * wg-quick's {@code Table}: where the routes to the peers go. Immutable.
 *
 * @param text {@code auto}, {@code off}, a number, or a name of {@code iproute2/rt_tables}
 */
public record RoutingTable(String text) {
  /** The main table, or a table of its own for a default route. */
  public static final RoutingTable AUTO = new RoutingTable("auto");

  /** No routes. */
  public static final RoutingTable OFF = new RoutingTable("off");

  private static final long MAX_NUMBER = 0xffffffffL;

  public RoutingTable {
    if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == '#' || c == 0x7f)) {
      throw new IllegalArgumentException(
          "a routing table is 'auto', 'off', a number or a name without white space");
    }
  }

  /**
   * Returns the table with this number.
   *
   * @param number an unsigned 32-bit number ({@code RTA_TABLE}, {@code uapi/linux/rtnetlink.h})
   */
  public static RoutingTable of(long number) {
    if (number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException("table " + number + " is not in 0 to 4294967295");
    }
    return new RoutingTable(Long.toString(number));
  }

  /** Returns the table's number; empty for {@code auto}, {@code off} and a name. */
  public OptionalLong number() {
    long number = ConfigurationValues.number(text, 10, MAX_NUMBER);
    return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** Returns the text, unless it could be a key that stands at the wrong place. */
  @Override
  public String toString() {
    return ConfigurationException.couldHoldKey(text) ? "[redacted]" : text;
  }
}

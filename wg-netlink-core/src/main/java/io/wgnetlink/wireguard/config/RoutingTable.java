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

  /** Returns the table with this number, an unsigned 32-bit one. */
  public static RoutingTable of(long number) {
    throw new UnsupportedOperationException();
  }

  /** Returns the table's number; empty for {@code auto}, {@code off} and a name. */
  public OptionalLong number() {
    throw new UnsupportedOperationException();
  }

  /** Returns the text. */
  @Override
  public String toString() {
    return text;
  }
}

package io.wgnetlink.route;

import io.wgnetlink.net.AddressFamily;

/**
 * What the kernel says of one route, decoded on access; valid inside {@link RouteVisitor#route}
 * only.
 *
 * <p>What returns a primitive or an enum constant allocates nothing, so that a table of any size
 * can be followed without garbage. What is not here is in {@link #toRoute()}, which makes a value
 * of the whole. The words are those of {@link Route}.
 */
public interface RouteView {
  AddressFamily family();

  /** Returns the first 64 bits of an IPv6 destination; 0 for IPv4. */
  long destinationHigh();

  /** Returns the last 64 bits of an IPv6 destination, or the 32 bits of an IPv4 one. */
  long destinationLow();

  int destinationLength();

  /** Returns whether the route is limited to a source. */
  boolean hasSource();

  /** Returns the number of the type, as {@link RouteType#number()}. */
  int type();

  /** Returns the number of the table, unsigned. */
  int table();

  int protocol();

  int scope();

  int tos();

  /** Returns the metric, unsigned; 0 when there is none. */
  int metric();

  /** Returns the index of the link; 0 when there is none, or several. */
  int oif();

  /** Returns whether there is a router, and only one. */
  boolean hasGateway();

  /**
   * Returns the family of the router's address.
   *
   * @throws IllegalStateException when there is no router, as the other accessors of its parts
   */
  AddressFamily gatewayFamily();

  /** Returns the first 64 bits of an IPv6 router's address; 0 for IPv4. */
  long gatewayHigh();

  /** Returns the last 64 bits of an IPv6 router's address, or the 32 bits of an IPv4 one. */
  long gatewayLow();

  /** Returns whether there are several ways, which are in the value. */
  boolean hasNexthops();

  /** Returns the id of the nexthop object, unsigned; 0 when there is none. */
  int nexthopId();

  int realms();

  /** Returns {@code RTNH_F_*} and {@code RTM_F_*}. */
  int flags();

  default boolean has(RouteFlag flag) {
    return (flags() & flag.mask()) != 0;
  }

  /** Makes a value of the whole route. */
  Route toRoute();
}

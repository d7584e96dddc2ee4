package io.wgnetlink.route;

/**
 * What a route does with a packet, {@code RTN_*} in {@code uapi/linux/rtnetlink.h}. Types without a
 * name here are kept as they are. Immutable.
 *
 * @param number the kernel's number
 */
public record RouteType(int number) {
  /** Sends it by a link, perhaps to a gateway. */
  public static final RouteType UNICAST = new RouteType(1);

  /** Delivers it on this host. */
  public static final RouteType LOCAL = new RouteType(2);

  public static final RouteType BROADCAST = new RouteType(3);
  public static final RouteType ANYCAST = new RouteType(4);
  public static final RouteType MULTICAST = new RouteType(5);

  /** Drops it silently. */
  public static final RouteType BLACKHOLE = new RouteType(6);

  /** Drops it; local senders see EHOSTUNREACH, others an ICMP message. */
  public static final RouteType UNREACHABLE = new RouteType(7);

  /** Drops it; local senders see EACCES, others an ICMP message. */
  public static final RouteType PROHIBIT = new RouteType(8);

  /** Ends the search of this table: the next rule decides. */
  public static final RouteType THROW = new RouteType(9);

  private static final String[] NAMES = {
    "unspec",
    "unicast",
    "local",
    "broadcast",
    "anycast",
    "multicast",
    "blackhole",
    "unreachable",
    "prohibit",
    "throw"
  };

  public RouteType {
    if (number < 0 || number > 0xff) {
      throw new IllegalArgumentException("route type " + number + " is not in 0 to 255");
    }
  }

  /** Returns the type as {@code ip route} prints it. */
  @Override
  public String toString() {
    return number < NAMES.length ? NAMES[number] : Integer.toString(number);
  }
}

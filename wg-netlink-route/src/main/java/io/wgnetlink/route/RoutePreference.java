package io.wgnetlink.route;

/**
 * Which of several routers an IPv6 host prefers, {@code ICMPV6_ROUTER_PREF_*} in
 * {@code uapi/linux/icmpv6.h}, RFC 4191: it counts among default routes of one metric. Preferences
 * without a name here are kept as they are. Immutable.
 *
 * @param number the kernel's number; one without a name here becomes medium when it is written
 */
public record RoutePreference(int number) {
  public static final RoutePreference MEDIUM = new RoutePreference(0);
  public static final RoutePreference HIGH = new RoutePreference(1);
  public static final RoutePreference LOW = new RoutePreference(3);

  public RoutePreference {
    if (number < 0 || number > 0xff) {
      throw new IllegalArgumentException("route preference " + number + " is not in 0 to 255");
    }
  }

  /** Returns the preference as {@code ip route} has it. */
  @Override
  public String toString() {
    return switch (number) {
      case 0 -> "medium";
      case 1 -> "high";
      case 3 -> "low";
      default -> Integer.toString(number);
    };
  }
}

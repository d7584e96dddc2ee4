package io.wgnetlink.route;

/**
 * What the kernel found of a route or of one of its ways: {@code RTNH_F_*} in the low 8 bits, which
 * ways have too, and {@code RTM_F_*} above, {@code uapi/linux/rtnetlink.h}. Only {@link #ONLINK} is
 * a request; the kernel takes the others from nobody, and they are not sent.
 */
public enum RouteFlag {
  /** The link is down, or gone: the way is not used. */
  DEAD(0, "dead"),
  /** Made by a recursive lookup of the gateway. */
  PERVASIVE(1, "pervasive"),
  /** The gateway is on the link even where no address says so. */
  ONLINK(2, "onlink"),
  /** The way is in the hardware's tables. */
  OFFLOAD(3, "offload"),
  /**
   * The link has no carrier; with the sysctl {@code ignore_routes_with_linkdown} it is not used.
   */
  LINKDOWN(4, "linkdown"),
  /** Multicast: the link that it came in by is not known yet. */
  UNRESOLVED(5, "unresolved"),
  /** The hardware hands packets of this way to the kernel. */
  TRAP(6, "trap"),
  /** Whoever asked is told when it changes. */
  NOTIFY(8, "notify"),
  /** It is not in a table: the answer to a lookup, or a copy for one destination. */
  CLONED(9, "cache"),
  /** The route is in the hardware's tables. */
  ROUTE_OFFLOAD(14, "rt_offload"),
  /** The hardware hands packets of this route to the kernel. */
  ROUTE_TRAP(15, "rt_trap"),
  /** The hardware has not taken the route (Linux 5.11). */
  ROUTE_OFFLOAD_FAILED(29, "rt_offload_failed");

  private final int mask;
  private final String word;

  RouteFlag(int bit, String word) {
    this.mask = 1 << bit;
    this.word = word;
  }

  /** Returns the flag's bit in {@link Route#flags()}. */
  public int mask() {
    return mask;
  }

  /** Returns the flag as {@code ip route} prints it. */
  @Override
  public String toString() {
    return word;
  }
}

package io.wgnetlink.route;

/**
 * What a route says about the packets and connections that use it, {@code RTAX_*} in
 * {@code uapi/linux/rtnetlink.h}. All are unsigned numbers of 32 bits but {@link #CC_ALGO}, which
 * is a name; 0 is as good as none. Most are hints to TCP, for connections that begin later.
 */
public enum RouteMetric {
  /**
   * The longest packet, in bytes: 65520 at most. Locked, no ICMP message lowers it, and IPv4
   * packets may be fragmented on their way.
   */
  MTU(2, "mtu"),
  /** The largest window that is offered, in bytes. */
  WINDOW(3, "window"),
  /** First guess of the round trip, in eighths of a millisecond: see {@link RouteMetrics#rtt}. */
  RTT(4, "rtt"),
  /** First guess of its variance, in quarters of a millisecond. */
  RTTVAR(5, "rttvar"),
  /** Where slow start ends, in segments. */
  SSTHRESH(6, "ssthresh"),
  /** The largest congestion window, in segments; counts only when it is locked. */
  CWND(7, "cwnd"),
  /** The longest segment that is announced to the peer, in bytes: 65495 at most. */
  ADVMSS(8, "advmss"),
  /** By how many segments packets may overtake each other. */
  REORDERING(9, "reordering"),
  /** The hop limit or time to live of packets that leave it open: 255 at most. */
  HOPLIMIT(10, "hoplimit"),
  /** The congestion window that a connection begins with, in segments. */
  INITCWND(11, "initcwnd"),
  /** Bits {@code RTAX_FEATURE_*}, such as {@link RouteMetrics#FEATURE_ECN}. */
  FEATURES(12, "features"),
  /** The shortest retransmission timeout, in milliseconds; counts only when it is locked. */
  RTO_MIN(13, "rto_min"),
  /** The window that a connection offers first, in segments. */
  INITRWND(14, "initrwnd"),
  /** 1 when every segment is acknowledged at once. */
  QUICKACK(15, "quickack"),
  /** The congestion control algorithm: {@link RouteMetrics#congestionControl}. */
  CC_ALGO(16, "congctl"),
  /** 1 when TCP Fast Open needs no cookie (Linux 4.15). */
  FASTOPEN_NO_COOKIE(17, "fastopen_no_cookie");

  private final int number;
  private final String word;

  RouteMetric(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** Returns the kernel's number, {@code RTAX_*}. */
  public int number() {
    return number;
  }

  /** Returns the metric's bit in {@link RouteMetrics#locks()}. */
  public int mask() {
    return 1 << number;
  }

  /** Returns the metric as {@code ip route} has it. */
  @Override
  public String toString() {
    return word;
  }
}

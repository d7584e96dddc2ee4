package io.wgnetlink.samples.demo;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The addresses of the partial mesh: those of the article that the scenario comes from. */
final class Prefixes {
  /** Everything behind hub A, hub B's network and the tunnel addresses included. */
  static final List<IpPrefix> WIDE =
      parse("fd00::/64", "fd00:1::/64", "172.29.0.0/24", "172.29.1.0/24");

  /** The network behind hub B: what fails over. */
  static final List<IpPrefix> BEHIND_B = parse("fd00::1:0/112", "172.29.0.16/28");

  /** Hub B's own tunnel addresses: they stay with the direct tunnel, dead or not. */
  static final List<IpPrefix> HUB_B = parse("fd00:1::2/128", "172.29.1.2/32");

  /** The client's own tunnel addresses. */
  static final List<IpPrefix> CLIENT = parse("fd00:1::16/128", "172.29.1.16/32");

  /** An address of the client that stays with the direct tunnel, for echo requests. */
  static final IpPrefix CLIENT_ECHO = IpPrefix.parse("172.29.1.17/32");

  /** Its counterpart, one of {@link #HUB_B}. */
  static final IpPrefix HUB_B_ECHO = IpPrefix.parse("172.29.1.2/32");

  static final InetAddress UNDERLAY_A = IpAddresses.parse("10.99.0.1");
  static final InetAddress UNDERLAY_B = IpAddresses.parse("10.99.0.2");

  static final InetAddress SERVICE_B_V6 = IpAddresses.parse("fd00::1:3");
  static final InetAddress SERVICE_B_V4 = IpAddresses.parse("172.29.0.19");

  private Prefixes() {}

  private static List<IpPrefix> parse(String... prefixes) {
    return Stream.of(prefixes).map(IpPrefix::parse).collect(Collectors.toUnmodifiableList());
  }

  static List<IpPrefix> both(List<IpPrefix> some, List<IpPrefix> more) {
    List<IpPrefix> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }
}

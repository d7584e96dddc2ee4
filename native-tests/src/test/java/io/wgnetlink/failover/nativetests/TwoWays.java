package io.wgnetlink.failover.nativetests;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Ipv6Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.LinkStatistics;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * A host with two interfaces whose packets nobody answers, {@code wgA} and {@code wgB}, and wide
 * routes by {@code wgA}; behind it a neighbour whose packets it forwards. They take the place of
 * tunnels where only the way counts that the kernel chooses.
 */
final class TwoWays implements AutoCloseable {
  static final InterfaceName A = InterfaceName.of("wgA");
  static final InterfaceName B = InterfaceName.of("wgB");
  static final IpPrefix NARROW_4 = IpPrefix.parse("172.29.0.16/28");
  static final IpPrefix NARROW_6 = IpPrefix.parse("fd00::1:0/112");
  static final InetAddress BEHIND_B_4 = IpAddresses.parse("172.29.0.19");
  static final InetAddress BEHIND_B_6 = IpAddresses.parse("fd00::1:3");
  static final InetAddress BEHIND_A_4 = IpAddresses.parse("172.29.0.77");
  static final InetAddress BEHIND_A_6 = IpAddresses.parse("fd00::77");

  /** More than what a new interface sends by itself, such as reports of IPv6 groups. */
  private static final int PACKETS = 40;

  private static final InterfaceName IN = InterfaceName.of("in0");
  private static final InterfaceName LAN = InterfaceName.of("lan0");

  final NetworkNamespace namespace = NetworkNamespace.create();
  /** Where the far ends of the interfaces are, and nobody listens. */
  private final NetworkNamespace nowhere = NetworkNamespace.create();

  final NetworkNamespace lan = NetworkNamespace.create();
  final RouteNetlink netlink = RouteNetlink.open(namespace);

  TwoWays() {
    for (InterfaceName name : List.of(A, B)) {
      InterfaceName end = InterfaceName.of(name.value() + "0");
      netlink.createLink(LinkSpec.veth(name, end).withPeerNamespace(nowhere));
      netlink.changeLink(
          name, LinkChange.builder().flag(LinkFlag.NOARP, true).up().build());
      Link link = netlink.link(name).orElseThrow();
      netlink.addAddress(link.index(), InterfaceAddress.parse("172.29.1.16/32"));
      netlink.addAddress(link.index(), InterfaceAddress.parse("fd00:1::16/128").withoutDad());
      netlink.changeSetting(IpSetting.ofLink(name, Ipv4Switch.RP_FILTER), 0);
    }
    netlink.changeSetting(IpSetting.ofAll(Ipv4Switch.RP_FILTER), 0);
    try (RouteNetlink ends = RouteNetlink.open(nowhere)) {
      ends.links().stream()
          .filter(link -> link.name().value().startsWith("wg"))
          .forEach(
              link -> ends.changeLink(link.index(), LinkChange.builder().up().build()));
    }
    for (String wide : List.of("172.29.0.0/24", "fd00::/64")) {
      netlink.addRoute(Route.builder(IpPrefix.parse(wide)).oif(index(A)).build());
    }
  }

  /** Joins the neighbour, and forwards for it. */
  void forward() {
    netlink.createLink(LinkSpec.veth(IN, LAN).withUp().withPeerNamespace(lan));
    netlink.addAddress(index(IN), InterfaceAddress.parse("10.7.0.1/24"));
    netlink.addAddress(index(IN), InterfaceAddress.parse("fd07::1/64").withoutDad());
    netlink.changeSetting(IpSetting.ofAll(Ipv4Switch.FORWARDING), 1);
    netlink.changeSetting(IpSetting.ofAll(Ipv6Switch.FORWARDING), 1);
    try (RouteNetlink other = RouteNetlink.open(lan)) {
      int index = other.link(LAN).orElseThrow().index();
      other.changeLink(index, LinkChange.builder().up().build());
      other.addAddress(index, InterfaceAddress.parse("10.7.0.2/24"));
      other.addAddress(index, InterfaceAddress.parse("fd07::2/64").withoutDad());
      other.addRoute(Route.builder(IpPrefix.parse("172.29.0.0/16"))
          .gateway(IpAddresses.parse("10.7.0.1"))
          .oif(index)
          .build());
      other.addRoute(Route.builder(IpPrefix.parse("fd00::/16"))
          .gateway(IpAddresses.parse("fd07::1"))
          .oif(index)
          .build());
    }
  }

  int index(InterfaceName name) {
    return netlink.link(name).orElseThrow().index();
  }

  /** Sends packets of this host and returns the interface that nearly all of them went by. */
  InterfaceName way(InetAddress to) {
    return way(namespace, to);
  }

  /** Sends packets of the neighbour and returns the interface that nearly all of them went by. */
  InterfaceName forwardedWay(InetAddress to) {
    return way(lan, to);
  }

  private InterfaceName way(NetworkNamespace from, InetAddress to) {
    long beforeA = sent(A);
    long beforeB = sent(B);
    from.call(() -> {
      send(to);
      return true;
    });
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() - deadline < 0) {
      long byA = sent(A) - beforeA;
      long byB = sent(B) - beforeB;
      if (byA >= PACKETS && byB < PACKETS / 2) {
        return A;
      }
      if (byB >= PACKETS && byA < PACKETS / 2) {
        return B;
      }
      pause(20);
    }
    throw new AssertionError(
        (sent(A) - beforeA) + " packets by wgA and " + (sent(B) - beforeB) + " by wgB");
  }

  /** Waits until packets go by an interface; returns how long that took. */
  Duration awaitWay(InterfaceName wanted, InetAddress to) {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < Duration.ofMinutes(2).toNanos()) {
      if (passes(wanted, to)) {
        return Duration.ofNanos(System.nanoTime() - begun);
      }
      pause(20);
    }
    throw new AssertionError("packets to " + to + " never went by " + wanted);
  }

  /** The kernel's choice for one packet of this host: it is counted where it goes. */
  private boolean passes(InterfaceName wanted, InetAddress to) {
    long before = sent(wanted);
    namespace.call(() -> {
      send(to, 4);
      return true;
    });
    return sent(wanted) - before >= 4;
  }

  private static void send(InetAddress to) {
    send(to, PACKETS);
  }

  private static void send(InetAddress to, int packets) {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < packets; i++) {
        socket.send(new DatagramPacket(new byte[] {1}, 1, to, 9));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long sent(InterfaceName name) {
    return netlink
        .link(name)
        .flatMap(Link::statistics)
        .map(LinkStatistics::txPackets)
        .orElseThrow();
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    netlink.close();
    lan.close();
    nowhere.close();
    namespace.close();
  }
}

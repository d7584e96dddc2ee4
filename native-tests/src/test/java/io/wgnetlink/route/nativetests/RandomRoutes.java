package io.wgnetlink.route.nativetests;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteMetrics;
import io.wgnetlink.route.RoutePreference;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.route.SingleNexthop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random routes that a kernel takes, and tells as they were given, on the two ends of a pair. */
final class RandomRoutes {
  private static final int TABLE = 1000;
  private static final int REALMS = 0xff00ff; // as many as ip has
  private static final List<RouteType> DROPPING =
      List.of(RouteType.BLACKHOLE, RouteType.UNREACHABLE, RouteType.PROHIBIT, RouteType.THROW);
  /** By {@code ip}; the kernel would. */
  private static final Set<RouteMetric> UNLOCKABLE =
      EnumSet.of(RouteMetric.FEATURES, RouteMetric.QUICKACK, RouteMetric.FASTOPEN_NO_COOKIE);

  private static final List<RouteType> ON_LINK =
      List.of(RouteType.LOCAL, RouteType.ANYCAST, RouteType.MULTICAST);

  private final Random random;
  private final int a;
  private final int b;

  /** Makes the pair, and nexthop objects: 1 and 3 of IPv4, 2 and 4 of IPv6, the latter drop. */
  RandomRoutes(TestHost host, Random random) {
    this.random = random;
    a = host.createPair("a", "b").index();
    b = host.indexOf("b");
    host.setLoopbackUp(); // blackholes go by it
    host.netlink().addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    host.netlink().addAddress(a, InterfaceAddress.parse("fd00:1::16/64").withoutDad());
    for (AddressFamily family : AddressFamily.values()) {
      int id = family == AddressFamily.IPV4 ? 1 : 2;
      SingleNexthop.Builder by = SingleNexthop.builder(family).id(id).oif(a).gateway(near(family));
      host.netlink().addNexthop(by.build());
      host.netlink()
          .addNexthop(SingleNexthop.builder(family).id(id + 2).blackhole().build());
    }
  }

  /** Returns at most so many routes, and half of them at least, to a destination each. */
  List<Route> routes(int most) {
    List<Route> routes = new ArrayList<>();
    int count = most / 2 + random.nextInt(most / 2);
    for (int i = 0; i < count; i++) {
      routes.add(route(destination(i % 2 == 0 ? AddressFamily.IPV4 : AddressFamily.IPV6, i)));
    }
    return routes;
  }

  /** Of two sets of routes, half of the destinations are the same. */
  private IpPrefix destination(AddressFamily family, int i) {
    Random place = new Random(2 * i + random.nextInt(2));
    byte[] address = new byte[family.bytes()];
    place.nextBytes(address);
    address[0] = (byte) (family == AddressFamily.IPV4 ? 10 : 0xfd);
    address[1] = (byte) (100 + i);
    int least = family.bits() / 2;
    int length = place.nextInt(4) == 0 ? family.bits() : least + place.nextInt(least);
    return IpPrefix.of(IpAddresses.of(address), length);
  }

  private Route route(IpPrefix destination) {
    Route.Builder route = Route.builder(destination)
        .table(TABLE)
        .protocol(4 + random.nextInt(252))
        .metric(1 + random.nextInt()); // never the kernel's choice
    AddressFamily family = destination.family();
    int kind = random.nextInt(10);
    switch (kind) {
      case 0, 1 -> route.type(DROPPING.get(random.nextInt(4)));
      case 2 -> route.type(ON_LINK.get(random.nextInt(3))).oif(link());
      case 3 -> route.nexthopId((family == AddressFamily.IPV4 ? 1 : 2) + 2 * random.nextInt(2));
      case 4, 5 -> severalWays(route, family);
      case 6 -> route.oif(link());
      case 7 -> route.oif(b).gateway(far(family)).flag(RouteFlag.ONLINK);
      case 8 -> route.oif(link()).gateway(IpAddresses.parse("fe80::" + (1 + random.nextInt(9))));
      default -> route.oif(a).gateway(near(family));
    }
    if (often()) {
      route.preferredSource(
          IpAddresses.parse(family == AddressFamily.IPV4 ? "172.29.1.16" : "fd00:1::16"));
    }
    if (family == AddressFamily.IPV6 && kind != 3 && often()) {
      route.source(IpPrefix.of(IpAddresses.parse("fd00:1::16"), 1 + random.nextInt(128)));
    }
    qualify(route);
    return route.build();
  }

  private void severalWays(Route.Builder route, AddressFamily family) {
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      InetAddress local = IpAddresses.parse("fe80::" + i);
      Nexthop way = family == AddressFamily.IPV4 && often()
          ? Nexthop.of(link())
          : Nexthop.of(link(), often() ? local : far(family)).withFlag(RouteFlag.ONLINK);
      way = way.withWeight(1 + random.nextInt(family == AddressFamily.IPV4 ? 256 : 255));
      route.nexthop(
          family == AddressFamily.IPV4 && often()
              ? way.withRealms(random.nextInt() & REALMS)
              : way);
    }
  }

  /** Adds what the kernel keeps of such a route: type of service, realms, metrics and so on. */
  void qualify(Route.Builder builder) {
    Route route = builder.build();
    if (often()) {
      builder.metrics(metrics());
    }
    if (route.family() == AddressFamily.IPV4) {
      if (often()) {
        builder.tos(random.nextInt(64) << 2);
      }
      if (often() && route.nexthops().isEmpty() && route.nexthopId().isEmpty()) {
        builder.realms(random.nextInt() & REALMS);
      }
    } else if (route.nexthopId().isPresent() || !DROPPING.contains(route.type())) {
      if (often()) {
        builder.preference(random.nextBoolean() ? RoutePreference.HIGH : RoutePreference.LOW);
      }
      if (often()) {
        builder.expires(Duration.ofSeconds(1000 + random.nextInt(1_000_000)));
      }
    }
  }

  private RouteMetrics metrics() {
    RouteMetrics.Builder metrics = RouteMetrics.builder();
    for (RouteMetric metric : RouteMetric.values()) {
      if (often()) {
        set(metrics, metric);
        if (random.nextBoolean() && !UNLOCKABLE.contains(metric)) {
          metrics.lock(metric);
        }
      }
    }
    return metrics.build();
  }

  /** The times as {@code ip} prints them in milliseconds, the rest any that the kernel keeps. */
  private void set(RouteMetrics.Builder metrics, RouteMetric metric) {
    Duration time = Duration.ofMillis(1 + random.nextInt(999));
    switch (metric) {
      case MTU -> metrics.set(metric, 1280 + random.nextInt(65520 - 1280 + 1));
      case ADVMSS -> metrics.set(metric, 1 + random.nextInt(65495));
      case HOPLIMIT -> metrics.set(metric, 1 + random.nextInt(255));
      case FEATURES -> metrics.set(metric, RouteMetrics.FEATURE_ECN);
      case RTT -> metrics.rtt(time);
      case RTTVAR -> metrics.rttVariance(time);
      case RTO_MIN -> metrics.minimumRto(time);
      case QUICKACK, FASTOPEN_NO_COOKIE -> metrics.set(metric, 1);
      case CC_ALGO -> metrics.congestionControl(random.nextBoolean() ? "reno" : "cubic");
      default -> metrics.set(metric, 1 + random.nextInt(Integer.MAX_VALUE));
    }
  }

  private boolean often() {
    return random.nextInt(3) == 0;
  }

  private int link() {
    return random.nextBoolean() ? a : b;
  }

  private InetAddress near(AddressFamily family) {
    String prefix = family == AddressFamily.IPV4 ? "172.29.1." : "fd00:1::";
    return IpAddresses.parse(prefix + (100 + random.nextInt(100)));
  }

  private InetAddress far(AddressFamily family) {
    byte[] bytes = new byte[family.bytes()];
    random.nextBytes(bytes);
    bytes[0] = (byte) (family == AddressFamily.IPV4 ? 9 : 0xfd);
    return IpAddresses.of(bytes);
  }
}

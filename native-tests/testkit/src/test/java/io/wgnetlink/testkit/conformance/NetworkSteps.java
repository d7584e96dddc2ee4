package io.wgnetlink.testkit.conformance;

import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.SingleNexthop;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random steps over few links, addresses, destinations and gateways, so that they meet. */
public final class NetworkSteps {
  private static final List<String> ADDRESSES = List.of(
      "10.0.0.1/24",
      "10.0.0.2/24",
      "10.0.0.1/32",
      "10.0.1.1/24",
      "10.0.0.3/16",
      "fd00::1/64",
      "fd00::2/64",
      "fd00::3/128",
      "fd00:1::1/64");
  private static final List<String> IPV4_DESTINATIONS =
      List.of("0.0.0.0/0", "10.0.0.0/24", "10.0.0.7/32", "10.0.5.0/24");
  private static final List<String> IPV6_DESTINATIONS =
      List.of("::/0", "fd00::/64", "fd00::7/128", "fd00:5::/64");
  private static final List<String> IPV4_GATEWAYS =
      List.of("10.0.0.7", "10.0.0.8", "10.0.1.7", "10.0.0.1", "10.9.9.9");
  private static final List<String> IPV6_GATEWAYS =
      List.of("fd00::7", "fd00::8", "fd00:1::7", "fd00::1", "fd09::9");
  private static final List<RouteType> TYPES =
      List.of(RouteType.BLACKHOLE, RouteType.UNREACHABLE, RouteType.PROHIBIT, RouteType.THROW);

  private static final int NEXTHOPS = 4;

  /** The indexes of the links that are there in the beginning. */
  private static final int FIRST_LINK = 2;

  private final Random random;

  private NetworkSteps(long seed) {
    random = new Random(seed);
  }

  /** Returns lists of at most so many steps. */
  public static Arbitrary<List<NetworkStep>> ofAtMost(int steps) {
    return Arbitraries.longs()
        .map(seed -> new NetworkSteps(seed).step())
        .list()
        .ofMinSize(steps / 2)
        .ofMaxSize(steps);
  }

  private NetworkStep step() {
    InterfaceName name = random.nextBoolean() ? NetworkStep.A : NetworkStep.B;
    int link = FIRST_LINK + random.nextInt(rarely() ? 3 : 2);
    return switch (random.nextInt(23)) {
      case 0, 1, 2 -> new NetworkStep.Up(name);
      case 3 -> new NetworkStep.Down(name);
      case 4 ->
        rarely() ? new NetworkStep.Delete(name) : new NetworkStep.Up(InterfaceName.of("lo"));
      case 5 ->
        rarely() ? new NetworkStep.Create(name) : new NetworkStep.AddAddress(link, address());
      case 6, 7, 8 -> new NetworkStep.AddAddress(link, address());
      case 9 -> new NetworkStep.ReplaceAddress(link, address());
      case 10 -> new NetworkStep.DeleteAddress(link, address());
      case 11, 12 -> new NetworkStep.ReplaceRoute(route());
      case 13 -> new NetworkStep.AppendRoute(route());
      case 14 -> new NetworkStep.ChangeRoute(route());
      case 15 -> new NetworkStep.DeleteRoute(route());
      case 16 -> rarely() ? new NetworkStep.DeleteRule(rule()) : new NetworkStep.AddRule(rule());
      case 17 -> new NetworkStep.AddNexthop(nexthop());
      case 18 -> new NetworkStep.ReplaceNexthop(nexthop());
      case 19 ->
        rarely() ? new NetworkStep.DeleteNexthop(id()) : new NetworkStep.AddNexthop(nexthop());
      default -> new NetworkStep.AddRoute(route());
    };
  }

  private InterfaceAddress address() {
    InterfaceAddress.Builder address = InterfaceAddress.parse(any(ADDRESSES)).toBuilder();
    InterfaceAddress plain = address.build();
    if (plain.family() == AddressFamily.IPV6) {
      address.flag(AddressFlag.NODAD);
    } else if (rarely()) {
      address.broadcast(IpAddresses.parse("10.0.0.255"));
    }
    if (rarely()) {
      address.flag(AddressFlag.NOPREFIXROUTE);
    }
    if (rarely()) {
      address.metric(50);
    }
    return address.build();
  }

  private Route route() {
    boolean four = random.nextBoolean();
    Route.Builder route =
        Route.builder(IpPrefix.parse(any(four ? IPV4_DESTINATIONS : IPV6_DESTINATIONS)));
    route.protocol(random.nextBoolean() ? Route.PROTOCOL_BOOT : 87);
    if (rarely()) {
      route.table(100);
    }
    if (rarely()) {
      route.metric(10);
    }
    if (four && rarely()) {
      route.tos(0x10);
    }
    List<String> gateways = four ? IPV4_GATEWAYS : IPV6_GATEWAYS;
    switch (random.nextInt(10)) {
      case 8, 9 -> route.nexthopId(id());
      case 0 -> route.type(any(TYPES));
      case 1, 2 -> route.oif(link());
      case 3, 4 -> route.gateway(IpAddresses.parse(any(gateways)));
      case 5 -> {
        route.nexthop(Nexthop.of(link(), IpAddresses.parse(any(gateways))));
        route.nexthop(Nexthop.of(link(), IpAddresses.parse(any(gateways))));
      }
      case 6 -> route.gateway(IpAddresses.parse(any(gateways))).oif(link()).flag(RouteFlag.ONLINK);
      default -> route.gateway(IpAddresses.parse(any(gateways))).oif(link());
    }
    if (rarely()) {
      route.preferredSource(IpAddresses.parse(four ? "10.0.0.1" : "fd00::1"));
    }
    return route.build();
  }

  private NexthopObject nexthop() {
    if (rarely()) {
      NexthopGroup.Builder group = NexthopGroup.builder().id(id());
      int first = id();
      group.member(first, 1 + random.nextInt(2));
      if (random.nextBoolean()) {
        group.member(first % NEXTHOPS + 1, 1);
      }
      return group.build();
    }
    boolean four = random.nextBoolean();
    SingleNexthop.Builder single =
        SingleNexthop.builder(four ? AddressFamily.IPV4 : AddressFamily.IPV6).id(id());
    if (rarely()) {
      return single.blackhole().build();
    }
    if (random.nextInt(3) > 0) {
      single.gateway(IpAddresses.parse(any(four ? IPV4_GATEWAYS : IPV6_GATEWAYS)));
    }
    return single.oif(link()).build();
  }

  private int id() {
    return 1 + random.nextInt(NEXTHOPS);
  }

  private Rule rule() {
    AddressFamily family = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
    Rule.Builder rule = Rule.builder(family).lookup(random.nextBoolean() ? 100 : 254);
    if (random.nextBoolean()) {
      rule.priority(1000 + random.nextInt(2));
    }
    switch (random.nextInt(5)) {
      case 0 -> rule.mark(7, 0xff);
      case 1 -> rule.iif(NetworkStep.A);
      case 2 -> rule.suppressPrefixLength(0);
      case 3 ->
        rule.destination(IpPrefix.parse(
            any(family == AddressFamily.IPV4 ? IPV4_DESTINATIONS : IPV6_DESTINATIONS)));
      default -> {}
    }
    return rule.build();
  }

  private int link() {
    return FIRST_LINK + random.nextInt(2);
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private boolean rarely() {
    return random.nextInt(5) == 0;
  }
}

package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteMetrics;
import io.wgnetlink.route.RoutePreference;
import io.wgnetlink.route.RouteType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random routes, written by the library and read by {@code ip}, and the other way round. */
final class RouteDifferentialTests {
  private static final int MOST_ROUTES = 24;
  private static final RouteFilter TABLE = RouteFilter.all().withTable(1000);

  /** How long a test may have taken since a route was made. */
  private static final long SLACK_SECONDS = 300;

  private static final Pattern LOCKED = Pattern.compile("(\\S+) lock ");

  @Property(tries = 3, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldBeReadAsWrittenAndMadeAgainAndDeletedOneByOne(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    try (TestHost host = new TestHost()) {
      List<Route> asked = new RandomRoutes(host, random).routes(MOST_ROUTES);
      asked.forEach(host.netlink()::addRoute);
      List<Route> read = host.netlink().routes(TABLE);

      assertAreAsAsked(read, asked);
      assertThat(seen(host)).isEqualTo(expected(host, read));
      assertThat(locksSeen(host)).isEqualTo(locks(read));

      read.forEach(host.netlink()::replaceRoute);
      assertAreAsAsked(host.netlink().routes(TABLE), asked);
      for (Route route : read) {
        host.netlink().deleteRoute(route);
        host.netlink().addRoute(route);
      }
      assertAreAsAsked(host.netlink().routes(TABLE), asked);

      List<Route> left = new ArrayList<>(read);
      Collections.shuffle(left, random);
      while (!left.isEmpty()) {
        host.netlink().deleteRoute(left.remove(0));
        assertThat(host.netlink().routes(TABLE).stream().map(Route::destination))
            .containsExactlyInAnyOrderElementsOf(
                left.stream().map(Route::destination).toList());
      }
    }
  }

  @Property(tries = 3, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldReadWhatIpWrote(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      List<Route> routes = new RandomRoutes(host, new Random(seed)).routes(MOST_ROUTES);
      for (AddressFamily family : AddressFamily.values()) {
        host.batch(
            family == AddressFamily.IPV4 ? "-4" : "-6",
            routes.stream()
                .filter(route -> route.family() == family)
                .map(route -> arguments(host, route))
                .toList());
      }
      assertAreAsAsked(host.netlink().routes(TABLE), routes);
    }
  }

  /** Compares but for what the kernel finds or repeats, and for the time that has passed. */
  private static void assertAreAsAsked(List<Route> read, List<Route> asked) {
    Map<IpPrefix, Route> byDestination =
        asked.stream().collect(Collectors.toMap(Route::destination, route -> route));
    assertThat(read).hasSameSizeAs(asked);
    for (Route one : read) {
      Route wanted = byDestination.get(one.destination());
      assertThat(one.expires().isPresent()).isEqualTo(wanted.expires().isPresent());
      one.expires()
          .ifPresent(time -> assertThat(time)
              .isLessThanOrEqualTo(wanted.expires().orElseThrow().plusSeconds(1))
              .isGreaterThan(wanted.expires().orElseThrow().minusSeconds(SLACK_SECONDS)));
      assertThat(asAsked(one, wanted)).isEqualTo(wanted);
    }
  }

  private static Route asAsked(Route read, Route wanted) {
    boolean byObject = wanted.nexthopId().isPresent();
    boolean byLoopback = wanted.oif().isEmpty() && wanted.nexthops().isEmpty();
    int onlink = RouteFlag.ONLINK.mask();
    List<Nexthop> ways = read.nexthops().stream()
        .map(way -> new Nexthop(
            way.oif(), way.gateway(), way.weight(), way.realms(), way.flags() & onlink, List.of()))
        .toList();
    return new Route(
        read.destination(),
        read.source(),
        byObject && read.type().equals(RouteType.BLACKHOLE) ? wanted.type() : read.type(),
        read.table(),
        read.protocol(),
        read.scope(),
        read.tos(),
        read.metric(),
        byLoopback ? Optional.empty() : read.oif(),
        byObject ? Optional.empty() : read.gateway(),
        read.preferredSource(),
        read.nexthopId(),
        sameOrder(ways, wanted.nexthops()),
        read.realms(),
        read.metrics(),
        read.preference(),
        wanted.expires(),
        byObject ? 0 : read.flags() & onlink,
        read.otherAttributes());
  }

  /** IPv6 may tell the ways in another order. */
  private static List<Nexthop> sameOrder(List<Nexthop> ways, List<Nexthop> wanted) {
    return ways.size() == wanted.size() && ways.containsAll(wanted) ? wanted : ways;
  }

  private static Map<String, String> seen(TestHost host) throws Exception {
    Map<String, String> routes = new LinkedHashMap<>();
    for (String family : List.of("-4", "-6")) {
      host.ip("-N -d " + family + " route show table 1000").forEach(one -> {
        ObjectNode route = (ObjectNode) one;
        route.remove("nh_info"); // the nexthop object's own
        route.remove("expires"); // compared with what was asked
        routes.put(route.get("dst").asText(), TestHost.sorted(route));
      });
    }
    return routes;
  }

  private static Map<String, String> expected(TestHost host, List<Route> read) {
    Map<String, String> routes = new LinkedHashMap<>();
    read.forEach(route -> routes.put(
        PrintedRoute.printed(route.destination()), TestHost.sorted(PrintedRoute.of(host, route))));
    return routes;
  }

  // Locks, which only the text has.

  private static Map<String, Set<String>> locksSeen(TestHost host) {
    Map<String, Set<String>> locks = new LinkedHashMap<>();
    for (String family : List.of("-4", "-6")) {
      String text =
          Witness.run(host.namespace(), "ip", "-N", "-o", family, "route", "show", "table", "1000");
      text.lines().filter(line -> line.contains(" lock ")).forEach(line -> {
        Set<String> words = new TreeSet<>();
        Matcher lock = LOCKED.matcher(line);
        while (lock.find()) {
          words.add(lock.group(1));
        }
        List<String> start = List.of(line.split(" "));
        locks.put(start.get(start.get(0).matches("\\d+|[a-z]+") ? 1 : 0), words);
      });
    }
    return locks;
  }

  private static Map<String, Set<String>> locks(List<Route> routes) {
    Map<String, Set<String>> locks = new LinkedHashMap<>();
    for (Route route : routes) {
      Set<String> words = new TreeSet<>();
      for (RouteMetric metric : RouteMetric.values()) {
        if (route.metrics().isLocked(metric)) {
          words.add(metric.toString());
        }
      }
      if (!words.isEmpty()) {
        locks.put(PrintedRoute.printed(route.destination()), words);
      }
    }
    return locks;
  }

  // As ip is told.

  private static String arguments(TestHost host, Route route) {
    StringBuilder text = new StringBuilder("route add ").append(route.type());
    text.append(' ').append(route.destination());
    route.source().ifPresent(from -> text.append(" from ").append(from));
    if (route.tos() != 0) {
      text.append(" tos 0x").append(Integer.toHexString(route.tos()));
    }
    route.nexthopId().ifPresent(id -> text.append(" nhid ").append(id));
    appendWay(text, route.family(), route.gateway());
    route.oif().ifPresent(index -> text.append(" dev ").append(host.nameOf(index)));
    text.append(" table ").append(Integer.toUnsignedString(route.table()));
    text.append(" proto ").append(route.protocol()).append(" scope ").append(route.scope());
    route
        .preferredSource()
        .ifPresent(from -> text.append(" src ").append(IpAddresses.format(from)));
    text.append(" metric ").append(Integer.toUnsignedString(route.metric()));
    text.append(route.has(RouteFlag.ONLINK) ? " onlink" : "");
    appendRealms(text, route.realms());
    route
        .expires()
        .map(Duration::toSeconds)
        .ifPresent(s -> text.append(" expires ").append(s));
    if (!route.preference().equals(RoutePreference.MEDIUM)) {
      text.append(" pref ").append(route.preference());
    }
    appendMetrics(text, route.metrics());
    route.nexthops().forEach(way -> {
      text.append(" nexthop");
      appendWay(text, route.family(), way.gateway());
      text.append(" dev ").append(host.nameOf(way.oif())).append(" weight ").append(way.weight());
      appendRealms(text, way.realms());
      text.append(way.has(RouteFlag.ONLINK) ? " onlink" : "");
    });
    return text.toString();
  }

  private static void appendWay(
      StringBuilder text, AddressFamily family, Optional<InetAddress> gateway) {
    gateway.ifPresent(router -> {
      text.append(AddressFamily.of(router) == family ? " via " : " via inet6 ");
      text.append(IpAddresses.format(router));
    });
  }

  private static void appendRealms(StringBuilder text, int realms) {
    if (realms != 0) {
      text.append(" realms ").append(realms >>> 16).append('/').append(realms & 0xffff);
    }
  }

  private static void appendMetrics(StringBuilder text, RouteMetrics metrics) {
    for (RouteMetric metric : RouteMetric.values()) {
      Optional<String> value = switch (metric) {
        case FEATURES -> metrics.get(metric).map(bits -> "ecn");
        case RTT -> metrics.rtt().map(time -> time.toMillis() + "ms");
        case RTTVAR -> metrics.rttVariance().map(time -> time.toMillis() + "ms");
        case RTO_MIN -> metrics.minimumRto().map(time -> time.toMillis() + "ms");
        case CC_ALGO -> metrics.congestionControl();
        default -> metrics.get(metric).map(Integer::toUnsignedString);
      };
      // The shortest retransmission timeout is locked without being asked for.
      String lock = metrics.isLocked(metric) && metric != RouteMetric.RTO_MIN ? " lock " : " ";
      value.ifPresent(number -> text.append(' ').append(metric).append(lock).append(number));
    }
  }
}

package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFlag;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteMetrics;
import io.wgnetlink.route.RoutePreference;
import io.wgnetlink.route.RouteType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;

/** Routes that say nothing that a kernel would drop silently, whether or not it would take them. */
final class RouteArbitraries {
  private static final double OFTEN = 0.3;
  private static final int MOST_SECONDS = Integer.MAX_VALUE;

  private RouteArbitraries() {}

  static Arbitrary<Route> routes() {
    return Arbitraries.of(AddressFamily.values()).flatMap(RouteArbitraries::routes);
  }

  private static Arbitrary<Route> routes(AddressFamily family) {
    return Combinators.combine(keys(family), ways(family))
        .flatAs((key, ways) -> family == AddressFamily.IPV4 ? four(key, ways) : six(key, ways));
  }

  private static Arbitrary<Route> four(Route key, Ways ways) {
    return Builders.withBuilder(() -> ways.applyTo(key.toBuilder()))
        .use(Arbitraries.integers())
        .withProbability(ways.byObject() ? 0 : OFTEN)
        .in(Route.Builder::realms)
        .build(Route.Builder::build);
  }

  private static Arbitrary<Route> six(Route key, Ways ways) {
    boolean kept = ways.byObject() || !KeptByKernel.dropsPackets(key.type());
    return Builders.withBuilder(() -> ways.applyTo(key.toBuilder()))
        .use(prefixes(AddressFamily.IPV6).filter(RouteArbitraries::limits))
        .withProbability(OFTEN)
        .in(Route.Builder::source)
        .use(Arbitraries.of(RoutePreference.HIGH, RoutePreference.LOW, new RoutePreference(2)))
        .withProbability(kept ? OFTEN : 0)
        .in(Route.Builder::preference)
        .use(Arbitraries.integers().between(0, MOST_SECONDS))
        .withProbability(kept ? OFTEN : 0)
        .in((route, seconds) -> route.expires(Duration.ofSeconds(seconds)))
        .build(Route.Builder::build);
  }

  /** All that any route may say. */
  private static Arbitrary<Route> keys(AddressFamily family) {
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 255);
    Arbitrary<Integer> any = Arbitraries.integers();
    return prefixes(family)
        .flatMap(destination -> Builders.withBuilder(() -> Route.builder(destination))
            .use(small)
            .in((route, number) -> route.type(new RouteType(number)))
            .use(small)
            .in(Route.Builder::protocol)
            .use(small)
            .in(Route.Builder::scope)
            .use(small)
            .withProbability(OFTEN)
            .in(Route.Builder::tos)
            .use(any)
            .in(Route.Builder::table)
            .use(any)
            .in(Route.Builder::metric)
            .use(addresses(family))
            .withProbability(OFTEN)
            .in(Route.Builder::preferredSource)
            .use(metrics())
            .withProbability(OFTEN)
            .in(Route.Builder::metrics)
            .use(Arbitraries.of(RouteFlag.ONLINK))
            .withProbability(OFTEN)
            .in(Route.Builder::flag)
            .use(others())
            .withProbability(OFTEN)
            .in((route, all) -> {
              all.forEach(route::otherAttribute);
              return route;
            })
            .build(Route.Builder::build));
  }

  /** A link, a router, both; several of them; or a nexthop object. */
  private record Ways(int kind, List<Nexthop> several, int id) {
    boolean byObject() {
      return kind == 0;
    }

    Route.Builder applyTo(Route.Builder route) {
      if (byObject()) {
        return route.nexthopId(id);
      }
      if (kind == 1) {
        several.forEach(route::nexthop);
        return route;
      }
      several.get(0).gateway().ifPresent(route::gateway);
      return kind == 2 ? route : route.oif(several.get(0).oif());
    }
  }

  private static Arbitrary<Ways> ways(AddressFamily family) {
    Arbitrary<Integer> any = Arbitraries.integers();
    Arbitrary<Integer> realms = family == AddressFamily.IPV4 ? any : Arbitraries.just(0);
    Arbitrary<InetAddress> routers =
        Arbitraries.of(AddressFamily.values()).flatMap(RouteArbitraries::addresses);
    Arbitrary<Nexthop> nexthops = Combinators.combine(
            any,
            routers.optional(),
            Arbitraries.integers().between(1, 256),
            realms,
            Arbitraries.of(0, RouteFlag.ONLINK.mask()),
            others())
        .as(Nexthop::new);
    return Combinators.combine(
            Arbitraries.integers().between(0, 4), nexthops.list().ofMinSize(1).ofMaxSize(5), any)
        .as(Ways::new);
  }

  static Arbitrary<RouteMetrics> metrics() {
    Arbitrary<RouteMetric> numbers =
        Arbitraries.of(RouteMetric.values()).filter(metric -> metric != RouteMetric.CC_ALGO);
    Arbitrary<String> names =
        Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(15);
    return Combinators.combine(
            Arbitraries.maps(numbers, Arbitraries.integers()).ofMaxSize(16),
            names.optional(),
            Arbitraries.integers(),
            unknown(18, 0x3fff).list().ofMaxSize(2))
        .as(RouteMetrics::new)
        .map(RouteArbitraries::withinLimits);
  }

  private static RouteMetrics withinLimits(RouteMetrics any) {
    RouteMetrics.Builder metrics = any.toBuilder();
    any.get(RouteMetric.MTU).ifPresent(value -> metrics.set(RouteMetric.MTU, value & 0x7fff));
    any.get(RouteMetric.ADVMSS).ifPresent(value -> metrics.set(RouteMetric.ADVMSS, value & 0x7fff));
    any.get(RouteMetric.HOPLIMIT)
        .ifPresent(value -> metrics.set(RouteMetric.HOPLIMIT, value & 0xff));
    return metrics.build();
  }

  /** Attributes that no component holds: an encapsulation, and those of kernels to come. */
  private static Arbitrary<List<UnknownAttribute>> others() {
    Arbitrary<UnknownAttribute> encapsulations = unknown(22, 22);
    return Arbitraries.oneOf(encapsulations, unknown(31, 0x3fff)).list().ofMaxSize(3);
  }

  private static Arbitrary<UnknownAttribute> unknown(int least, int most) {
    return Combinators.combine(
            Arbitraries.integers().between(least, most),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(20))
        .as(UnknownAttribute::of);
  }

  private static boolean limits(IpPrefix source) {
    return source.length() > 0 && !source.address().isAnyLocalAddress();
  }

  private static Arbitrary<IpPrefix> prefixes(AddressFamily family) {
    return Combinators.combine(addresses(family), Arbitraries.integers().between(0, family.bits()))
        .as(IpPrefix::of);
  }

  private static Arbitrary<InetAddress> addresses(AddressFamily family) {
    return Arbitraries.bytes().array(byte[].class).ofSize(family.bytes()).map(IpAddresses::of);
  }
}

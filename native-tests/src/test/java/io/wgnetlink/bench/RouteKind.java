package io.wgnetlink.bench;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The routes of the benchmarks: numbered, each with a destination of its own. */
enum RouteKind {
  /** By way of a router. */
  IPV4("IPv4 routes") {
    @Override
    Route route(int number, int link) {
      return start(number)
          .oif(link)
          .gateway(IpAddresses.parse(RouteGround.ROUTER))
          .build();
    }

    @Override
    String words(int number) {
      return prefix(number) + " via " + RouteGround.ROUTER + " dev " + RouteGround.LINK;
    }
  },

  /** On the link itself. */
  IPV6("IPv6 routes") {
    @Override
    Route route(int number, int link) {
      return start(number).oif(link).build();
    }

    @Override
    String words(int number) {
      return prefix(number) + " dev " + RouteGround.LINK;
    }
  },

  /** By way of a nexthop object. */
  BY_NEXTHOP("IPv4 routes by a nexthop object") {
    @Override
    Route route(int number, int link) {
      return start(number).nexthopId(RouteGround.NEXTHOP).build();
    }

    @Override
    String words(int number) {
      return prefix(number) + " nhid " + RouteGround.NEXTHOP;
    }
  };

  private static final int IPV4_LENGTH = 28;
  private static final int IPV6_LENGTH = 64;

  /** What fits into 10.0.0.0/8. */
  static final int MOST = 1 << (IPV4_LENGTH - 8);

  private final String title;

  RouteKind(String title) {
    this.title = title;
  }

  /** Returns the route of a number, by way of a link. */
  abstract Route route(int number, int link);

  /** Returns the same route in the words of {@code ip route}. */
  abstract String words(int number);

  /** Returns changes of the first routes, which are made as they are asked for. */
  Iterable<RouteChange> changes(int count, int link, Function<Route, RouteChange> change) {
    return () -> IntStream.range(0, count)
        .mapToObj(number -> change.apply(route(number, link)))
        .iterator();
  }

  Route.Builder start(int number) {
    return Route.builder(prefix(number)).table(RouteGround.TABLE);
  }

  IpPrefix prefix(int number) {
    if (this == IPV6) {
      byte[] address =
          ByteBuffer.allocate(16).putShort((short) 0xfd00).putInt(number).array();
      return IpPrefix.of(IpAddresses.of(address), IPV6_LENGTH);
    }
    int bits = 10 << 24 | number << (Integer.SIZE - IPV4_LENGTH);
    return IpPrefix.of(IpAddresses.of(ByteBuffer.allocate(4).putInt(bits).array()), IPV4_LENGTH);
  }

  @Override
  public String toString() {
    return title;
  }
}

package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Nexthop;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Dumps of a table that others change, by a kernel that loses its place. */
class RouteCollectorProperties {
  /** Many ways make a message large, so that few routes fill a datagram. */
  private static final int WAYS = 14;

  /** Prefixes that often hold each other: 12 bits after fd00::/8, 0 to 12 of them counted. */
  private static Route route(int number, int metric) {
    int length = 8 + number % 13;
    byte[] address = new byte[16];
    int bits = (number / 13 & 0xfff) >>> (20 - length) << (20 - length);
    address[0] = (byte) 0xfd;
    address[1] = (byte) (bits >>> 4);
    address[2] = (byte) (bits << 4);
    Route.Builder route =
        Route.builder(IpPrefix.of(IpAddresses.of(address), length)).metric(metric);
    for (int way = 1; way <= WAYS; way++) {
      route.nexthop(Nexthop.of(way, IpAddresses.of(address)));
    }
    return route.build();
  }

  private static int number(Random random) {
    return random.nextInt(13 << 12);
  }

  private static final class Churn implements Runnable {
    private final CountingWalk kernel;
    private final Random random;
    private final int changes;
    private final Set<IpPrefix> stable;
    private final List<Route> others = new ArrayList<>();

    Churn(CountingWalk kernel, Random random, int changes, Set<IpPrefix> stable) {
      this.kernel = kernel;
      this.random = random;
      this.changes = changes;
      this.stable = stable;
    }

    @Override
    public void run() {
      for (int i = random.nextInt(changes + 1); i > 0; i--) {
        if (others.size() > 30 && random.nextBoolean()) {
          kernel.deleteAll(others.remove(random.nextInt(others.size())));
        } else {
          Route other = route(number(random), 9);
          if (!stable.contains(other.destination())
              && others.stream().noneMatch(o -> o.destination().equals(other.destination()))) {
            kernel.add(other);
            others.add(other);
          }
        }
      }
    }
  }

  @Property(tries = 200)
  void shouldMissAndRepeatNoStableRouteWhenItSaysComplete(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 400) int size,
      @ForAll @IntRange(min = 0, max = 20) int changes) {
    Random random = new Random(seed);
    CountingWalk kernel = new CountingWalk();
    Set<IpPrefix> prefixes = new HashSet<>();
    Set<Route> stable = new HashSet<>();
    for (int i = 0; i < size; i++) {
      Route route = route(number(random), 1);
      if (prefixes.add(route.destination())) {
        for (int metric = 1; metric <= (i % 10 == 0 ? 3 : 1); metric++) {
          Route of = route.toBuilder().metric(metric).build();
          stable.add(of);
          kernel.add(of);
        }
      }
    }
    Churn churn = new Churn(kernel, random, changes, prefixes);
    churn.run();
    RouteCollector collector = new RouteCollector(AddressFamily.IPV6, RouteFilter.all());
    for (int dump = 1; dump <= 30 && !collector.isComplete(); dump++) {
      kernel.dump(collector, 12_000 + random.nextInt(8_000), dump % 2 == 0, churn);
    }

    assertThat(collector.isComplete()).as("30 dumps are by far enough").isTrue();
    List<Route> seen = collector.routes();
    assertThat(seen).doesNotHaveDuplicates().containsAll(stable);
  }

  @Example
  void shouldNeedOneDumpOfWhatFitsIntoADatagram() {
    CountingWalk kernel = new CountingWalk();
    for (int i = 0; i < 6; i++) {
      kernel.add(route(13 * 16 * i + 12, 1));
    }
    RouteCollector collector = new RouteCollector(AddressFamily.IPV6, RouteFilter.all());
    kernel.dump(collector, 32_000, false, () -> {});
    assertThat(collector.isComplete()).isTrue();
    assertThat(collector.routes()).hasSize(6);
  }

  @Example
  void shouldProveAnEmptyTable() {
    RouteCollector collector = new RouteCollector(AddressFamily.IPV6, RouteFilter.all());
    new CountingWalk().dump(collector, 32_000, false, () -> {});
    assertThat(collector.isComplete()).isTrue();
    assertThat(collector.routes()).isEmpty();
  }

  @Example
  void shouldProveNothingByOneDumpInSeveralDatagrams() {
    CountingWalk kernel = new CountingWalk();
    for (int i = 0; i < 100; i++) {
      kernel.add(route(13 * 16 * i + 12, 1));
    }
    RouteCollector collector = new RouteCollector(AddressFamily.IPV6, RouteFilter.all());
    kernel.dump(collector, 12_000, false, () -> {});
    assertThat(collector.isComplete()).isFalse();
    assertThat(collector.routes()).as("all the same").hasSize(100);
    kernel.dump(collector, 12_000, true, () -> {});
    assertThat(collector.isComplete()).isTrue();
    assertThat(collector.routes()).hasSize(100);
  }

  /** One destination, 60 metrics: no datagram can hold all that lies at this place. */
  @Example
  void shouldNeverProveMoreRoutesToOneDestinationThanADatagramHolds() {
    CountingWalk kernel = new CountingWalk();
    for (int metric = 1; metric <= 60; metric++) {
      kernel.add(route(13 * 16 + 12, metric));
    }
    RouteCollector collector = new RouteCollector(AddressFamily.IPV6, RouteFilter.all());
    for (int dump = 1; dump <= 10; dump++) {
      kernel.dump(collector, 12_000 + 100 * dump, dump % 2 == 0, () -> {});
    }
    assertThat(collector.isComplete()).isFalse();
    assertThat(collector.routes()).doesNotHaveDuplicates().hasSize(60);
  }
}

package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteLookup;
import io.wgnetlink.route.RouteNetlink;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many openings, many callers, and clients that end at the wrong moment.
 * {@code -Dwgnetlink.opens=1000000 -Dwgnetlink.requests=100000} makes it a real experiment.
 */
class ReliabilityTests {
  private static final int OPENS = Integer.getInteger("wgnetlink.opens", 1_000);
  private static final int REQUESTS = Integer.getInteger("wgnetlink.requests", 150);
  private static final int CALLERS = 32;

  /** What the JVM opens for itself meanwhile, such as a jar. */
  private static final int DESCRIPTORS_OF_OTHERS = 10;

  private final TestHost host = new TestHost();

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void shouldLeaveNothingOpenedOrAllocatedBehind() throws Exception {
    openAndClose(OPENS / 10);
    long descriptors = descriptors();
    long direct = directBytes();
    long resident = residentKibibytes();

    openAndClose(OPENS);

    // Buffers are freed with the objects that hold them: less than one in ten may be left.
    awaitDirectBytesBelow(direct + Math.max(OPENS / 10, 100) * 64L * 1024);
    System.out.printf(
        "%,d clients opened and closed: %+d descriptors, %+,d direct bytes, %+,d KiB resident%n",
        OPENS, descriptors() - descriptors, directBytes() - direct, residentKibibytes() - resident);
    assertThat(descriptors()).isLessThan(descriptors + DESCRIPTORS_OF_OTHERS);
    // A descriptor's own memory is the kernel's; a leaked KiB each would show as so many.
    assertThat(residentKibibytes() - resident).isLessThan(Math.max(OPENS, 300_000));
  }

  private void openAndClose(int times) {
    for (int i = 0; i < times; i++) {
      try (RouteNetlink client = RouteNetlink.open(host.namespace())) {
        assertThat(client.link(1)).isPresent();
      }
    }
  }

  /** The JVM frees buffers in a thread of its own, after a collection. */
  private static void awaitDirectBytesBelow(long limit) throws InterruptedException {
    for (int i = 0; i < 100 && directBytes() >= limit; i++) {
      System.gc();
      Thread.sleep(100);
    }
    assertThat(directBytes()).as("direct bytes").isLessThan(limit);
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long residentKibibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  /** Each asks for what only it asks for: its own link, table, destination and error. */
  @Test
  void shouldAnswerEachOfManyCallersItsOwnQuestion() throws Exception {
    List<Link> links = IntStream.range(0, CALLERS)
        .mapToObj(i -> host.createPair("own" + i, "other" + i))
        .toList();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        results.add(callers.submit(() -> ask(caller, links.get(caller))));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private void ask(int caller, Link own) {
    RouteNetlink netlink = host.netlink();
    int table = 1000 + caller;
    for (int i = 0; i < REQUESTS; i++) {
      IpPrefix destination = IpPrefix.parse("10." + caller + "." + i % 250 + ".0/24");
      Route route = Route.builder(destination).table(table).oif(own.index()).build();
      netlink.addRoute(route);
      assertThat(netlink.link(own.index()).orElseThrow().name()).isEqualTo(own.name());
      assertThatThrownBy(() -> netlink.addRoute(route))
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.errno()).contains(Errno.EEXIST))
          .hasMessageContaining(destination.toString());
      assertThat(netlink.link(100_000 + caller)).isEmpty();
      if (i % 10 == 0) {
        assertThat(netlink.routes(RouteFilter.all().withTable(table)))
            .extracting(Route::destination)
            .containsExactly(destination);
      }
      netlink.deleteRoute(route);
    }
  }

  @Test
  void shouldEndRequestsWhenTheClientIsClosedMeanwhile() throws Exception {
    for (int round = 0; round < 20; round++) {
      RouteNetlink client = RouteNetlink.open(host.namespace());
      AtomicInteger answered = new AtomicInteger();
      ExecutorService callers = Executors.newFixedThreadPool(4);
      List<Future<Throwable>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        boolean dumps = i % 2 == 0;
        ends.add(callers.submit(() -> askUntilItFails(client, dumps, answered)));
      }
      while (answered.get() < 10 + round) {
        Thread.onSpinWait();
      }
      client.close();
      client.close();
      for (Future<Throwable> end : ends) {
        assertThat(end.get())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("the netlink client is closed");
      }
      callers.shutdownNow();
    }
  }

  private static Throwable askUntilItFails(
      RouteNetlink client, boolean dumps, AtomicInteger answered) {
    while (true) {
      try {
        assertThat(dumps ? client.links().size() : client.link(1).stream().count())
            .isGreaterThan(0);
        answered.incrementAndGet();
      } catch (IllegalStateException e) {
        return e;
      }
    }
  }

  /** A socket keeps its namespace; the handle and the last process are not needed. */
  @Test
  void shouldWorkOnWhenNobodyElseHoldsTheNamespace() {
    RouteNetlink client;
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      client = RouteNetlink.open(namespace);
    }
    try (client) {
      client.changeLink(1, LinkChange.builder().up().build());
      assertThat(client.links()).hasSize(1);
      assertThat(client.lookup(RouteLookup.of(IpAddresses.parse("127.0.0.1"))).oif())
          .contains(1);
    }
  }

  @Test
  void shouldAnswerAnInterruptedCallerAndLeaveTheInterruptSet() {
    Thread.currentThread().interrupt();
    try {
      assertThat(host.netlink().links()).isNotEmpty();
      assertThat(host.netlink().link(1)).isPresent();
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}

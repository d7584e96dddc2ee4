package io.wgnetlink.bench;

import io.wgnetlink.failover.evidence.DeviceWatch;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.WireGuard;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What share of a core a failover controller's polling takes, of a device with many peers of which
 * it watches two: at the usual pace and at that of a suspect.
 *
 * <p>The polls are made at their pace, since between them other things get into the caches. What
 * counts is the processor time of the polling thread, the kernel's part of the requests included:
 * that is the same whatever else the machine does. Nobody sends to the peers, so that they stay as
 * they are.
 */
final class PollBenchmarks {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final List<Duration> PACES =
      List.of(Duration.ofSeconds(1), Duration.ofMillis(250));

  /** What polling may take. */
  private static final double TARGET = 0.02;

  /** As a controller does: so many times its cost apart, but not further apart than this. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final Setting setting;
  private final int peers;

  PollBenchmarks(Setting setting, int peers) {
    this.setting = setting;
    this.peers = peers;
  }

  void run(NetworkNamespace namespace) {
    Contestant.command(List.of("ip", "link", "add", WG0.value(), "type", "wireguard"))
        .run(1);
    try (WireGuard wireGuard = WireGuard.open(namespace)) {
      for (int size : new int[] {Math.max(2, peers / 10), peers}) {
        wireGuard.apply(Population.update(WG0, size));
        measure(wireGuard, size);
      }
    }
  }

  private void measure(WireGuard wireGuard, int size) {
    long[] evidence = new long[1];
    DeviceWatch watch = new DeviceWatch(
        WG0, List.of(Population.key(0), Population.key(size - 1)), e -> evidence[0]++);
    try (DeviceMonitor monitor = DeviceMonitor.of(wireGuard, WG0, watch)) {
      warmUp(monitor);
      System.out.printf("%npoll of %,d unchanged peers, two of them watched%n", size);
      for (Duration pace : PACES) {
        evidence[0] = 0;
        print(pace, polls(monitor, pace));
        if (evidence[0] != 2L * setting.rounds()) {
          throw new IllegalStateException("two peers gave " + evidence[0]
              + " pieces of evidence in " + setting.rounds() + " polls");
        }
      }
    }
  }

  private void warmUp(DeviceMonitor monitor) {
    long end = THREADS.getCurrentThreadCpuTime() + setting.warmUp().toNanos();
    do {
      monitor.poll();
    } while (THREADS.getCurrentThreadCpuTime() < end);
  }

  /** Returns the processor time of each poll, in nanoseconds, in order of size. */
  private long[] polls(DeviceMonitor monitor, Duration pace) {
    long[] costs = new long[setting.rounds()];
    for (int i = 0; i < costs.length; i++) {
      long begun = System.nanoTime();
      long before = THREADS.getCurrentThreadCpuTime();
      monitor.poll();
      costs[i] = THREADS.getCurrentThreadCpuTime() - before;
      rest(pace.toNanos() - (System.nanoTime() - begun));
    }
    Arrays.sort(costs);
    return costs;
  }

  private static void rest(long nanos) {
    try {
      Thread.sleep(Math.max(0, nanos) / 1_000_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void print(Duration pace, long[] costs) {
    double median = costs[costs.length / 2];
    double mean = Arrays.stream(costs).average().orElseThrow();
    double share = mean / pace.toNanos();
    double longest = LONGEST.toNanos();
    double apart = share > TARGET ? Math.min(mean / TARGET, longest) : pace.toNanos();
    System.out.printf(
        Locale.ROOT,
        "  each %4d ms: %8.3f ms of processor time a poll (mean %.3f, worst %.3f), %6.2f %% of a core;"
            + " target: at most 2 %%: %s%n",
        pace.toMillis(),
        median / 1e6,
        mean / 1e6,
        costs[costs.length - 1] / 1e6,
        100 * share,
        share <= TARGET ? "met" : "MISSED");
    if (share > TARGET) {
      System.out.printf(
          Locale.ROOT,
          "               a controller backs off to one each %.0f ms: %.2f %% of a core%n",
          apart / 1e6,
          100 * mean / apart);
    }
  }
}

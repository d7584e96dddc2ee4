package io.wgnetlink.failover;

import io.wgnetlink.failover.evidence.DeviceWatch;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.PollingPace;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one device again and again, on the kernel worker: as often as the state machine wants it,
 * unless that would take more than a fiftieth of a core. Of that it tells, when two readings in a
 * row took too long, so that one that waited for the RTNL lock is no news; and when it is over.
 */
final class DevicePoller {
  /** Polling takes one part in fifty of a core, unless readings would get too far apart by it. */
  private static final int SPACING_PER_COST = 50;
  /** Readings further apart do not tell single handshake messages ({@link Timing#poll}). */
  private static final long LONGEST_SPACING = Duration.ofSeconds(2).toNanos();

  private final Loops loops;
  private final EvidenceSink sink;
  private final Consumer<PollingPace> told;
  private final InterfaceName device;
  private final DeviceMonitor monitor;
  private final List<Evidence> reading = new ArrayList<>();
  private final long usual;
  private final long fastest;
  private long interval;
  private long costBefore;
  private boolean slowed;
  private Loop.@Nullable Cancellable next;

  DevicePoller(
      WireGuard wireGuard,
      InterfaceName device,
      List<PublicKey> peers,
      Timing timing,
      Loops loops,
      EvidenceSink sink,
      Consumer<PollingPace> told) {
    this.loops = loops;
    this.sink = sink;
    this.told = told;
    this.device = device;
    this.usual = timing.poll().toNanos();
    this.fastest = timing.fastPoll().toNanos();
    this.interval = usual;
    this.monitor =
        DeviceMonitor.of(wireGuard, device, new DeviceWatch(device, peers, reading::add));
  }

  void run() {
    long before = loops.now();
    try {
      monitor.poll();
      reading.forEach(evidence -> sink.report(before, evidence));
    } finally {
      reading.clear();
      long cost = loops.now() - before;
      tell(cost);
      plan(Math.max(spacing(cost) - cost, fastest));
    }
  }

  private void tell(long cost) {
    long usualCost = Math.min(cost, costBefore);
    costBefore = cost;
    long spacing = spacing(usualCost);
    boolean slow = spacing > interval;
    if (slow != slowed) {
      slowed = slow;
      told.accept(new PollingPace(
          device,
          Duration.ofNanos(interval),
          Duration.ofNanos(spacing),
          Duration.ofNanos(usualCost),
          Duration.ofNanos(loops.now())));
    }
  }

  /**
   * A reading that takes long is made less often, but never so seldom that the state machine would
   * discard it: most of its time may have been spent on waiting for the RTNL lock.
   */
  private long spacing(long cost) {
    long longest = Math.min(2 * usual, LONGEST_SPACING);
    return Math.max(interval, Math.min(SPACING_PER_COST * cost, longest));
  }

  void pace(Duration wanted) {
    boolean faster = wanted.toNanos() < interval;
    interval = wanted.toNanos();
    if (faster) {
      plan(interval);
    }
  }

  void stop() {
    if (next != null) {
      next.cancel();
    }
    monitor.close();
  }

  private void plan(long delay) {
    if (next != null) {
      next.cancel();
    }
    next = loops.kernel().after(delay, this::run);
  }
}

package io.wgnetlink.bench;

import com.sun.management.ThreadMXBean;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.SyncReport;
import io.wgnetlink.wireguard.WireGuard;
import io.wgnetlink.wireguard.internal.RecordedWireGuard;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads, polls, sets and synchronises a device with many peers. */
final class WireGuardBenchmarks {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");

  /** Has a tenth of the peers, to tell what grows with their number from what does not. */
  private static final InterfaceName WG1 = InterfaceName.of("wg1");

  private static final int CHANGED = 10;

  /** Of the benchmarks whose operations take seconds. */
  private static final int FEW_ROUNDS = 3;

  /** Over which what a poll allocates and takes is averaged. */
  private static final int POLLS = 20;

  private static final String LIBRARY = "wg-netlink";
  private static final String VISITOR = "wg-netlink, visitor";
  private static final String VALUES = "wg-netlink, values";

  private final Setting setting;
  private final int peers;
  private final Floor floor;

  WireGuardBenchmarks(Setting setting, int peers, Floor floor) {
    this.setting = setting;
    this.peers = peers;
    this.floor = floor;
  }

  void run(NetworkNamespace namespace) {
    for (String name : List.of("wg0", "wg1")) {
      Contestant.command(List.of("ip", "link", "add", name, "type", "wireguard"))
          .run(1);
    }
    List<byte[]> sent = new ArrayList<>();
    try (WireGuard recorded = RecordedWireGuard.open(namespace, sent);
        WireGuard wireGuard = WireGuard.open(namespace)) {
      set(recorded, wireGuard, sent);
      read(recorded, wireGuard, sent);
      poll(recorded, wireGuard, sent);
      sync(recorded, wireGuard, sent);
    }
  }

  /** A device without peers gets them all; it is emptied before each run. */
  private void set(WireGuard recorded, WireGuard wireGuard, List<byte[]> sent) {
    DeviceUpdate everything = Population.update(WG0, peers);
    DeviceUpdate nothing = DeviceUpdate.of(WG0).replacePeers().build();
    Path file = Population.file(peers, 0);
    sent.clear();
    recorded.apply(everything);
    Contest contest =
        new Contest("set of " + peers + " peers").before(() -> wireGuard.apply(nothing));
    floor.joins(contest, "set", sent);
    contest
        .with(LIBRARY, Contestant.library(() -> wireGuard.apply(everything)))
        .with("wg addconf", Contestant.command(List.of("wg", "addconf", "wg0", file.toString())))
        .run(setting.warmUp(), Math.min(setting.rounds(), FEW_ROUNDS));
    wireGuard.apply(nothing);
    wireGuard.apply(everything);
  }

  private void read(WireGuard recorded, WireGuard wireGuard, List<byte[]> sent) {
    Sum sum = new Sum();
    sent.clear();
    recorded.read(WG0, sum);
    Contest contest = new Contest("read of " + peers + " peers");
    floor.joins(contest, "read", sent);
    contest
        .with(VISITOR, Contestant.library(() -> wireGuard.read(WG0, sum)))
        .with(VALUES, Contestant.library(() -> wireGuard.device(WG0).close()))
        .with("wg show dump", Contestant.command(List.of("wg", "show", "wg0", "dump")))
        .atMost(VISITOR, Contest.FLOOR, 1.5)
        .atMost(VALUES, Contest.FLOOR, 4)
        .faster(VISITOR, "wg show dump", 5)
        .faster(VALUES, "wg show dump", 5)
        .run(setting.warmUp(), setting.rounds());
    if (sum.peers != peers || sum.value == 0) {
      throw new IllegalStateException("read " + sum.peers + " peers instead of " + peers);
    }
  }

  private void poll(WireGuard recorded, WireGuard wireGuard, List<byte[]> sent) {
    sent.clear();
    recorded.read(WG0, new Sum());
    String name = "DeviceMonitor.poll";
    try (DeviceMonitor monitor =
        DeviceMonitor.of(wireGuard, WG0, new DeviceMonitor.Listener() {})) {
      Contest contest = new Contest("poll of " + peers + " unchanged peers");
      floor.joins(contest, "poll", sent);
      contest
          .with(name, Contestant.library(monitor::poll))
          .atMost(name, Contest.FLOOR, 1.5)
          .run(setting.warmUp(), setting.rounds());
      printGarbage(wireGuard, monitor);
      printInterval(monitor);
    }
  }

  /** What a poll allocates whatever the number of peers is no concern; what grows with it is. */
  private void printGarbage(WireGuard wireGuard, DeviceMonitor monitor) {
    int few = Math.max(1, peers / 10);
    wireGuard.apply(Population.update(WG1, few));
    long least;
    try (DeviceMonitor ofFew = DeviceMonitor.of(wireGuard, WG1, new DeviceMonitor.Listener() {})) {
      least = bytesPerPoll(ofFew);
    }
    long most = bytesPerPoll(monitor);
    double perPeer = (double) (most - least) / Math.max(1, peers - few);
    System.out.printf(
        Locale.ROOT,
        "  a poll allocates %,d bytes at %,d peers and %,d at %,d, %.2f per peer;"
            + " target: none per peer: %s%n",
        least,
        few,
        most,
        peers,
        perPeer,
        perPeer < 1 ? "met" : "MISSED");
  }

  private static long bytesPerPoll(DeviceMonitor monitor) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    monitor.poll(); // the first one takes down the peers
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < POLLS; i++) {
      monitor.poll();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / POLLS;
  }

  private static void printInterval(DeviceMonitor monitor) {
    Sample sample = Contestant.library(monitor::poll).run(POLLS);
    System.out.printf(
        Locale.ROOT,
        "  2 %% of a core are spent by a poll each %.0f ms; the monitor waits at least as long%n",
        sample.wallMicros() / 1000 / 0.02);
  }

  /** Ten peers change and change back: five their keepalive, five get a second allowed IP. */
  private void sync(WireGuard recorded, WireGuard wireGuard, List<byte[]> sent) {
    DesiredDevice before = Population.desired(WG0, peers, 0);
    DesiredDevice after = Population.desired(WG0, peers, CHANGED);
    List<String> there = syncconf(CHANGED);
    List<String> back = syncconf(0);
    syncBoth(recorded, after, before); // what it has to find out once about the kernel
    sent.clear();
    SyncReport report = recorded.sync(after);
    recorded.sync(before);
    String reading = "reading twice, values";
    Contest contest = new Contest(
        "two syncs of " + peers + " peers: " + CHANGED + " are changed, and changed back");
    floor.joins(contest, "sync", sent);
    contest
        .with(LIBRARY, Contestant.library(() -> syncBoth(wireGuard, after, before)))
        .with(reading, Contestant.library(() -> {
          wireGuard.device(WG0).close();
          wireGuard.device(WG0).close();
        }))
        .with("wg syncconf", Contestant.commands(List.of(there, back)))
        .atMost(LIBRARY, reading, 1.5)
        .run(setting.warmUp(), setting.rounds());
    System.out.println("  one way: " + report.changed().size() + " peers changed, as asked");
  }

  private List<String> syncconf(int changed) {
    return List.of("wg", "syncconf", "wg0", Population.file(peers, changed).toString());
  }

  private static void syncBoth(WireGuard wireGuard, DesiredDevice first, DesiredDevice second) {
    wireGuard.sync(first);
    wireGuard.sync(second);
  }

  /** Uses the numbers of every peer and allowed IP. */
  private static final class Sum implements DeviceVisitor {
    private int peers;
    private long value;

    @Override
    public void begin(int attempt) {
      peers = 0;
      value = 0;
    }

    @Override
    public void peer(PeerView peer) {
      if (!peer.isContinuation()) {
        peers++;
      }
      value += peer.rxBytes() + peer.txBytes() + peer.handshakeSeconds() + peer.handshakeNanos();
      if (peer.hasEndpoint()) {
        value += peer.endpointPort() + peer.endpointAddressHigh() + peer.endpointAddressLow();
      }
      AllowedIpCursor ips = peer.allowedIps();
      while (ips.next()) {
        value += ips.length() + ips.addressHigh() + ips.addressLow();
      }
    }
  }
}

package io.wgnetlink.bench;

import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.RecordingTransport;
import io.wgnetlink.netlink.generic.GenericFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The benchmarks on a kernel: {@code Benchmarks PART ROUNDS WARM-UP-SECONDS REPLAY SIZE}.
 *
 * <p>PART is {@code round-trip}, {@code wireguard}, {@code poll} or {@code routes}; REPLAY is the
 * program of {@link ReplayLoop}, or {@code -}; SIZE is the number of peers or routes. The round
 * trip of a request can be measured by everybody on any kernel; the others need root, in a network
 * namespace that is the process's own and has no link but the loopback.
 */
public final class Benchmarks {
  private static final int NETLINK_ROUTE = 0;
  private static final int NETLINK_GENERIC = 16;

  private Benchmarks() {}

  public static void main(String[] arguments) {
    Setting setting = new Setting(
        Integer.parseInt(arguments[1]),
        Duration.ofSeconds(Integer.parseInt(arguments[2])),
        arguments[3].equals("-") ? Optional.empty() : Optional.of(Path.of(arguments[3])));
    int size = Integer.parseInt(arguments[4]);
    System.out.printf(
        "Linux %s, Java %s, %d processors%n",
        System.getProperty("os.version"),
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    try (NetworkNamespace namespace = NetworkNamespace.current()) {
      run(arguments[0], setting, size, namespace);
    }
  }

  private static void run(String part, Setting setting, int size, NetworkNamespace namespace) {
    int protocol = part.equals("routes") ? NETLINK_ROUTE : NETLINK_GENERIC;
    try (Floor floor = new Floor(setting, protocol)) {
      switch (part) {
        case "round-trip" -> roundTrip(setting, floor, namespace);
        case "wireguard" -> new WireGuardBenchmarks(setting, size, floor).run(namespace);
        case "poll" -> new PollBenchmarks(setting, size).run(namespace);
        case "routes" -> RouteBenchmarks.run(setting, size, floor, namespace);
        default -> throw new IllegalArgumentException("no such part: " + part);
      }
    }
  }

  private static void roundTrip(Setting setting, Floor floor, NetworkNamespace namespace) {
    List<byte[]> sent = new ArrayList<>();
    try (NetlinkClient recorded =
        RecordingTransport.client(namespace, NetlinkProtocol.GENERIC, sent)) {
      GenericFamily.resolve(recorded, "nlctrl");
    }
    try (NetlinkClient client = NetlinkClient.open(namespace, NetlinkProtocol.GENERIC)) {
      Contest contest = new Contest("request round trip: find a generic netlink family");
      floor.joins(contest, "family", sent);
      contest
          .with("wg-netlink", Contestant.library(() -> GenericFamily.resolve(client, "nlctrl")))
          .atMost("wg-netlink", Contest.FLOOR, 1.4)
          .run(setting.warmUp(), setting.rounds());
    }
  }
}

package io.wgnetlink.failover.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.actuate.ConfigurationCheck;
import io.wgnetlink.failover.actuate.Ownership;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Warning;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * T20: packets leave by one path and their answers come back by another, as while only one end has
 * switched. What the check warns of is what the kernel drops.
 */
class ReversePathTests {
  private static final String HERE = "10.64.0.16";
  private static final String THERE = "10.64.1.1";
  private static final int PORT = 7;
  private static final int QUESTIONS = 3;

  private Crossroads host;
  private NetworkNamespace far;

  @BeforeEach
  void setUp() {
    host = new Crossroads();
    far = NetworkNamespace.create();
    // The other ends of both ways are at one far host, which answers by the permanent one.
    for (String end : List.of("wgA-end", "wgB-end")) {
      host.netlink.changeLink(
          InterfaceName.of(end), LinkChange.builder().namespace(far).build());
    }
    sysctl(far, "all", 0);
    for (String end : List.of("wgA-end", "wgB-end")) {
      sysctl(far, end, 0);
      Witness.run(far, "ip", "link", "set", end, "up");
    }
    Witness.run(far, "ip", "link", "set", "lo", "up");
    Witness.run(far, "ip", "addr", "add", THERE + "/32", "dev", "lo");
    Witness.run(far, "ip", "route", "add", HERE + "/32", "dev", "wgA-end");
    host.ip("link set lo up");
    host.ip("link set wgA up");
    host.ip("link set wgB up");
    host.ip("addr add " + HERE + "/32 dev lo");
    host.ip("route replace " + THERE + "/32 dev wgB metric 57 proto 0x57");
  }

  @AfterEach
  void tearDown() {
    host.close();
    far.close();
  }

  private static void sysctl(NetworkNamespace namespace, String whose, int value) {
    Witness.run(namespace, "sysctl", "-w", "net.ipv4.conf." + whose + ".rp_filter=" + value);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "0, false", "1, true", "1, false", "2, true", "2, false"})
  void shouldWarnOfExactlyWhatTheKernelDrops(int filter, boolean address) throws IOException {
    sysctl(host.namespace, "all", 0);
    sysctl(host.namespace, "wgA", filter);
    sysctl(host.namespace, "wgB", 0);
    if (address) {
      host.ip("addr add " + HERE + "/32 dev wgA");
      host.ip("addr add " + HERE + "/32 dev wgB");
    }

    boolean answered = isAnswered();

    List<Warning> warnings = new ConfigurationCheck(
            host.wireGuard,
            host.netlink,
            new Ownership(0x57, Route.TABLE_MAIN, 57),
            List.of(host.group(Set.of(IpPrefix.parse("10.64.1.0/24")))))
        .warnings(Map.of("far", SwitchMode.ROUTE));
    boolean warned = warnings.stream()
        .anyMatch(
            w -> w.kind() == Warning.Kind.STRICT_REVERSE_PATH && w.message().contains("wgA"));
    assertThat(warned).isEqualTo(!answered);
    assertThat(!answered).isEqualTo(filter == 1 || (filter == 2 && !address));
  }

  /** Asks until there is an answer, a few times. */
  private boolean isAnswered() throws IOException {
    InetSocketAddress target = new InetSocketAddress(IpAddresses.parse(THERE), PORT);
    try (DatagramChannel here = open(host.namespace, HERE, 0);
        DatagramChannel there = open(far, THERE, PORT);
        Selector selector = Selector.open()) {
      here.configureBlocking(false).register(selector, SelectionKey.OP_READ);
      there.configureBlocking(false).register(selector, SelectionKey.OP_READ);
      ByteBuffer packet = ByteBuffer.allocate(16);
      for (int i = 0; i < QUESTIONS; i++) {
        here.send(ByteBuffer.allocate(1), target);
        boolean answered = false;
        while (!answered && selector.select(1000) > 0) {
          selector.selectedKeys().clear();
          InetSocketAddress asker = (InetSocketAddress) there.receive(packet.clear());
          if (asker != null) {
            there.send(packet.flip(), asker);
          }
          answered = here.receive(packet.clear()) != null;
        }
        if (answered) {
          return true;
        }
      }
      return false;
    }
  }

  private static DatagramChannel open(NetworkNamespace namespace, String address, int port)
      throws IOException {
    return namespace.<DatagramChannel, IOException>call(
        () -> DatagramChannel.open(StandardProtocolFamily.INET)
            .bind(new InetSocketAddress(IpAddresses.parse(address), port)));
  }
}

package io.wgnetlink.wireguard.internal;

import static io.wgnetlink.wireguard.internal.Captures.WG0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceView;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PartialUpdateException;
import io.wgnetlink.wireguard.PeerStatistics;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.UpdateReport;
import io.wgnetlink.wireguard.WireGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NamespaceWireGuardTests {
  private static final InterfaceName TUN0 = InterfaceName.of("tun0");
  private static final InterfaceName TUN1 = InterfaceName.of("tun1");
  private static final InterfaceName GONE = InterfaceName.of("gone");
  private static final InterfaceName ETH0 = InterfaceName.of("eth0");
  private static final PrivateKey KEY = PrivateKey.generate();

  @TempDir
  private Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final ScriptedKernel kernel = new ScriptedKernel();
  private final List<String> warnings = new ArrayList<>();
  private NamespaceWireGuard wireGuard;
  private NetlinkException absence;

  @BeforeEach
  void openAll() {
    Links links = new FakeLinks(
        new Link(5, "tun1", "tun"),
        new Link(1, "lo", ""),
        new Link(2, "eth0", "veth"),
        new Link(4, "wg0", "wireguard"),
        new Link(3, "tun0", "tun"),
        new Link(6, "vpn0", "tun"));
    wireGuard = opened(links);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void shouldListBothKindsByIndex() {
    daemon(TUN1, new ModelDaemon());
    daemon(TUN0, new ModelDaemon());
    daemon(ETH0, new ModelDaemon());
    daemon(GONE, new ModelDaemon());
    daemon(WG0, new ModelDaemon());
    assertThat(wireGuard.interfaces()).containsExactly(TUN0, WG0, TUN1);
    assertThat(warnings).isEmpty();
  }

  @Test
  void shouldListTheOthersBesideADeadSocket() throws IOException {
    daemon(TUN0, new ModelDaemon());
    FakeDaemon dead = daemon(TUN1, new ModelDaemon());
    dead.close();
    Files.createFile(folder.resolve("vpn0.sock"));
    assertThat(wireGuard.interfaces()).containsExactly(TUN0, WG0);
    assertThat(wireGuard.interfaces()).containsExactly(TUN0, WG0);
    assertThat(warnings)
        .containsExactlyInAnyOrder(
            dead.socket + " nobody listens there, the daemon has ended",
            folder.resolve("vpn0.sock") + " it is not a socket");
    assertThat(dead.socket).exists();

    Files.delete(dead.socket);
    FakeDaemon again = daemon(TUN1, new ModelDaemon());
    assertThat(wireGuard.interfaces()).containsExactly(TUN0, WG0, TUN1);
    again.close();
    warnings.clear();
    assertThat(wireGuard.interfaces()).containsExactly(TUN0, WG0);
    assertThat(warnings).hasSize(1);
  }

  @Test
  void shouldReportADeadSocketOfAnInterfaceThatIsGone() {
    FakeDaemon dead = daemon(GONE, new ModelDaemon());
    dead.close();
    assertThat(wireGuard.interfaces()).containsExactly(WG0);
    assertThat(warnings).singleElement().asString().contains(dead.socket.toString());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.device(GONE))
        .satisfies(e -> assertThat(e.is(Errno.ENODEV)).isTrue())
        .withMessageContainingAll(dead.socket.toString(), "has ended, or of another namespace");
  }

  @Test
  void shouldAskTheKernelFirst() {
    FakeDaemon fake = daemon(WG0, new ModelDaemon());
    wireGuard.apply(DeviceUpdate.of(WG0).listenPort(7).build());
    assertThat(wireGuard.device(WG0).listenPort()).isEqualTo(7);
    assertThat(fake.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {95, 1})
  void shouldServeWhatIsNotTheKernels(int errno) {
    kernel.others = new Errno(errno);
    daemon(TUN0, new ModelDaemon());
    wireGuard.apply(DeviceUpdate.of(TUN0)
        .privateKey(KEY)
        .listenPort(51820)
        .peer(PeerUpdate.of(Captures.PEER_1).allowedIp(Captures.NET_V4))
        .build());
    try (Device device = wireGuard.device(TUN0)) {
      assertThat(device.name()).isEqualTo(TUN0);
      assertThat(device.index()).isEqualTo(3);
      assertThat(device.publicKey()).contains(KEY.publicKey());
      assertThat(device.listenPort()).isEqualTo(51820);
      assertThat(device.peers()).singleElement().satisfies(peer -> {
        assertThat(peer.publicKey()).isEqualTo(Captures.PEER_1);
        assertThat(peer.allowedIps()).containsExactly(Captures.NET_V4);
      });
    }
  }

  @Test
  void shouldSayWhatTheKernelSaysOfAnInterfaceThatNobodyServes() {
    for (InterfaceName name : List.of(ETH0, TUN0)) {
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> wireGuard.device(name))
          .isSameAs(kernel.thrown);
      assertThat(kernel.thrown.is(Errno.EOPNOTSUPP)).isTrue();
    }
    daemon(ETH0, new ModelDaemon());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.apply(DeviceUpdate.of(ETH0).fwmark(1).build()))
        .isSameAs(kernel.thrown);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.device(GONE))
        .isSameAs(kernel.thrown);
  }

  @Test
  void shouldNotTurnToADaemonHalfWay() {
    FakeDaemon fake = daemon(TUN0, new ModelDaemon());
    kernel.partial = true;
    assertThatExceptionOfType(PartialUpdateException.class)
        .isThrownBy(() -> wireGuard.apply(DeviceUpdate.of(TUN0).fwmark(1).build()));
    assertThat(fake.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 93})
  void shouldServeDaemonsOnAKernelWithoutWireGuard(int errno) {
    withoutKernel(errno);
    daemon(TUN0, new ModelDaemon());
    wireGuard.apply(DeviceUpdate.of(TUN0).listenPort(5).build());
    assertThat(wireGuard.device(TUN0).listenPort()).isEqualTo(5);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.device(WG0))
        .satisfies(e -> assertThat(e.is(new Errno(errno))).isTrue())
        .withMessageContainingAll("wg0", "no WireGuard", "module", "no userspace daemon")
        .withMessageNotContaining("socket");
    FakeDaemon stranded = daemon(GONE, new ModelDaemon());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.device(GONE))
        .withMessageContainingAll(stranded.socket.toString(), "of another namespace");

    absence = null; // the module was loaded
    wireGuard.apply(DeviceUpdate.of(WG0).listenPort(7).build());
    assertThat(wireGuard.device(WG0).listenPort()).isEqualTo(7);
    assertThat(wireGuard.device(TUN0).listenPort()).isEqualTo(5);
  }

  @Test
  void shouldNotOpenWhenTheKernelFailsInAnotherWay() {
    absence = new NetlinkException("open", new Errno(24), ExtendedAck.NONE, "");
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.openKernel())
        .isSameAs(absence);
  }

  @Test
  void shouldShowAVisitorTheDeviceAsALaterAttempt() {
    daemon(TUN0, new ModelDaemon());
    wireGuard.apply(
        DeviceUpdate.of(TUN0).fwmark(9).peer(PeerUpdate.of(Captures.PEER_1)).build());
    Seen seen = new Seen();
    wireGuard.read(TUN0, seen);
    assertThat(seen.calls).containsExactly("begin 1", "begin 2", "tun0 9", "peer");

    withoutKernel(2);
    Seen alone = new Seen();
    wireGuard.read(TUN0, alone);
    assertThat(alone.calls).containsExactly("begin 1", "tun0 9", "peer");
  }

  @Test
  void shouldRefuseToBeUsedByItsVisitor() {
    daemon(TUN0, new ModelDaemon());
    assertThatIllegalStateException()
        .isThrownBy(() -> wireGuard.read(TUN0, new Seen() {
          @Override
          public void device(DeviceView device) {
            wireGuard.interfaces();
          }
        }));
    assertThatCode(() -> wireGuard.device(TUN0)).doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseToBeUsedAfterClosing() {
    daemon(TUN0, new ModelDaemon());
    wireGuard.close();
    wireGuard.close();
    assertThat(kernel.closed).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> wireGuard.interfaces());
    assertThatIllegalStateException().isThrownBy(() -> wireGuard.device(TUN0));
    assertThatIllegalStateException()
        .isThrownBy(() -> wireGuard.apply(DeviceUpdate.of(TUN0).build()));
  }

  @Test
  void shouldSendNoKeyToWhomItDoesNotTrust() throws IOException {
    FakeDaemon fake = daemon(TUN0, new ModelDaemon());
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.apply(DeviceUpdate.of(TUN0).privateKey(KEY).build()))
        .withMessageContainingAll("set WireGuard device tun0", fake.socket.toString(), "replace");
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> wireGuard.device(TUN0))
        .withMessageContainingAll("read WireGuard device tun0", fake.socket.toString());
    assertThat(wireGuard.interfaces()).containsExactly(WG0);
    assertThat(warnings).hasSize(1);
    assertThat(fake.requests()).isEmpty();
  }

  @Test
  void shouldTellWhatWasAppliedWhenALaterRequestFails() {
    ModelDaemon model = new ModelDaemon();
    FakeDaemon fake = daemon(
        TUN0,
        request ->
            request.contains(hex(Captures.PEER_2)) ? "errno=-22\n\n" : model.answer(request));
    DeviceUpdate update = DeviceUpdate.of(TUN0)
        .peer(PeerUpdate.of(Captures.PEER_1).allowedIps(prefixes(2000)))
        .peer(PeerUpdate.of(Captures.PEER_2))
        .build();
    assertThatExceptionOfType(PartialUpdateException.class)
        .isThrownBy(() -> wireGuard.apply(update))
        .satisfies(e -> {
          assertThat(e.is(Errno.EINVAL)).isTrue();
          assertThat(e.progress().messages()).isEqualTo(2);
          assertThat(e.progress().appliedMessages()).isEqualTo(1);
          assertThat(e.progress().uncertain()).hasSize(2);
        })
        .withMessageContaining(fake.socket.toString());
    assertThat(wireGuard.device(TUN0).peers().get(0).allowedIps()).hasSizeGreaterThan(1000);
  }

  @Test
  void shouldSayThatTheOutcomeIsUnknownWhenALaterAnswerIsLost() {
    daemon(TUN0, request -> request.contains(hex(Captures.PEER_2)) ? "" : "errno=0\n\n");
    DeviceUpdate update = DeviceUpdate.of(TUN0)
        .peer(PeerUpdate.of(Captures.PEER_1).allowedIps(prefixes(2000)))
        .peer(PeerUpdate.of(Captures.PEER_2))
        .build();
    assertThatExceptionOfType(PartialUpdateException.class)
        .isThrownBy(() -> wireGuard.apply(update))
        .satisfies(e -> assertThat(e.errno()).isEmpty())
        .withMessageContaining("the answer to a message is lost");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTakeSingleAllowedIpsFromPeers(boolean knownToDaemon) {
    ModelDaemon model = new ModelDaemon(knownToDaemon);
    FakeDaemon fake = daemon(TUN0, model);
    IpPrefix other = IpPrefix.parse("10.5.0.0/16");
    wireGuard.apply(DeviceUpdate.of(TUN0)
        .peer(PeerUpdate.of(Captures.PEER_1).allowedIp(Captures.NET_V4).allowedIp(Captures.NET_V6))
        .peer(PeerUpdate.of(Captures.PEER_2).allowedIp(other))
        .build());
    assertThat(fake.requests()).hasSize(1);
    wireGuard.apply(DeviceUpdate.of(TUN0)
        .peer(PeerUpdate.of(Captures.PEER_1)
            .updateOnly()
            .removeAllowedIp(Captures.NET_V4)
            .removeAllowedIp(other))
        .build());
    assertThat(wireGuard.device(TUN0).peers())
        .extracting(peer -> peer.allowedIps())
        .containsExactly(List.of(Captures.NET_V6), List.of(other));
    assertThat(fake.requests().stream().filter(request -> request.contains("replace")))
        .isEmpty();
  }

  @Test
  void shouldLetAMonitorFollowPeersInAnyOrder() {
    ModelDaemon model = new ModelDaemon();
    List<String> replies = new ArrayList<>();
    daemon(TUN0, request -> replies.isEmpty() ? model.answer(request) : replies.remove(0));
    replies.add(statistics(1, 10) + statistics(2, 20) + "errno=0\n\n");
    replies.add(statistics(2, 20) + statistics(1, 11) + statistics(3, 0) + "errno=0\n\n");
    replies.add(statistics(2, 20) + "errno=-5\n\n");
    replies.add(statistics(3, 0) + "errno=0\n\n");
    List<String> events = new ArrayList<>();
    DeviceMonitor monitor = DeviceMonitor.of(wireGuard, TUN0, new DeviceMonitor.Listener() {
      @Override
      public void peerAdded(PeerStatistics now) {
        events.add("added " + number(now.publicKey()));
      }

      @Override
      public void peerRemoved(PublicKey peer) {
        events.add("removed " + number(peer));
      }

      @Override
      public void countersAdvanced(PeerStatistics now, PeerStatistics previous) {
        events.add(number(now.publicKey()) + " received " + now.rxBytes());
      }

      @Override
      public void observationLost(Throwable cause) {
        events.add("lost");
      }
    });
    for (int i = 0; i < 4; i++) {
      monitor.poll();
    }
    assertThat(events)
        .containsExactly(
            "added 1", "added 2", "1 received 11", "added 3", "lost", "removed 2", "removed 1");
  }

  private FakeDaemon daemon(InterfaceName name, ModelDaemon model) {
    return daemon(name, model::answer);
  }

  private FakeDaemon daemon(InterfaceName name, UnaryOperator<String> answer) {
    FakeDaemon fake = FakeDaemon.answering(folder, name, answer);
    open.add(fake);
    return fake;
  }

  private void withoutKernel(int errno) {
    absence = new NetlinkException("find it", new Errno(errno), ExtendedAck.NONE, "");
    Links links = new FakeLinks(new Link(3, "tun0", "tun"), new Link(4, "wg0", "wireguard"));
    wireGuard = opened(links);
  }

  private NamespaceWireGuard opened(Links links) {
    NamespaceWireGuard client = new NamespaceWireGuard(
        NetworkNamespace.current(),
        links,
        new UserspaceDevices(
            new UapiSockets(folder),
            links,
            Duration.ofSeconds(30),
            (socket, reason) -> warnings.add(socket + " " + reason)),
        () -> {
          if (absence != null) {
            throw absence;
          }
          return kernel;
        });
    open.add(client);
    client.openKernel();
    return client;
  }

  private static String statistics(int peer, int received) {
    return String.format("public_key=%064x%nrx_bytes=%d%n", peer, received);
  }

  private static int number(PublicKey key) {
    return key.byteAt(31);
  }

  private static String hex(PublicKey key) {
    return HexFormat.of().formatHex(key.bytes());
  }

  private static List<IpPrefix> prefixes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> IpPrefix.parse("10." + (i >> 8) + "." + (i & 255) + ".0/24"))
        .toList();
  }

  /** Has {@code wg0}, and says of the rest what the kernel says. */
  private static final class ScriptedKernel implements WireGuard {
    Errno others = Errno.EOPNOTSUPP;
    NetlinkException thrown;
    boolean partial;
    boolean closed;
    private int listenPort;

    @Override
    public List<InterfaceName> interfaces() {
      return List.of(WG0);
    }

    @Override
    public Device device(InterfaceName name) {
      require(name);
      return Device.builder(name).listenPort(listenPort).build();
    }

    @Override
    public void read(InterfaceName name, DeviceVisitor visitor) {
      visitor.begin(1);
      require(name);
    }

    @Override
    public UpdateReport apply(DeviceUpdate update) {
      require(update.name());
      listenPort = update.listenPort().orElseThrow();
      return new UpdateReport(1, List.of());
    }

    private void require(InterfaceName name) {
      if (name.equals(WG0)) {
        return;
      }
      Errno errno = name.equals(GONE) ? Errno.ENODEV : others;
      thrown = new NetlinkException("use " + name, errno, ExtendedAck.NONE, "");
      throw partial
          ? PartialUpdateException.of(
              thrown, new PartialUpdateException.Progress(2, 1, List.of(), List.of(), List.of()))
          : thrown;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static class Seen implements DeviceVisitor {
    final List<String> calls = new ArrayList<>();

    @Override
    public void begin(int attempt) {
      calls.add("begin " + attempt);
    }

    @Override
    public void device(DeviceView device) {
      calls.add(device.name() + " " + device.fwmark());
    }

    @Override
    public void peer(PeerView peer) {
      calls.add("peer");
    }
  }
}

package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.Host.WG0;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.generic.GenericFamily;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.internal.Removal;
import io.wgnetlink.wireguard.internal.RemovalSupport;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Single allowed IPs that are taken from peers, by the flag or by a dummy peer. */
class RemovalTests {
  private static final PublicKey A = PrivateKey.generate().publicKey();
  private static final PublicKey B = PrivateKey.generate().publicKey();

  private final Host host = Host.create();

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void shouldFindOutWhatTheKernelCan() {
    Removal expected = kernelIsFrom(16) ? Removal.FLAG : Removal.DUMMY_PEER;
    boolean needsTrial = kernelIsFrom(16) && !kernelIsFrom(19);
    try (NetlinkClient client = NetlinkClient.open(host.namespace, NetlinkProtocol.GENERIC)) {
      GenericFamily family = GenericFamily.resolve(client, "wireguard");
      RemovalSupport support = new RemovalSupport(client, family);
      assertThat(support.byPolicy())
          .isEqualTo(needsTrial ? Optional.empty() : Optional.of(expected));
      assertThat(support.byTrial(WG0)).isEqualTo(expected);
      assertThat(host.wgShow("peers")).isEmpty();
    }
  }

  /** The flag came with Linux 6.16, a policy that shows it with 6.19. */
  private boolean kernelIsFrom(int minorOf6) {
    String[] release = host.run("uname", "-r").split("[.-]", 3);
    int major = Integer.parseInt(release[0]);
    return major > 6 || (major == 6 && Integer.parseInt(release[1]) >= minorOf6);
  }

  @Test
  void shouldTakeFromAPeerWhatItHas() {
    host.apply(DeviceUpdate.of(WG0)
        .privateKey(PrivateKey.generate())
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24", "fd00::/64")))
        .peer(PeerUpdate.of(B).allowedIps(prefixes("10.0.2.0/24"))));
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A)
            .allowedIps(prefixes("10.0.3.0/24"))
            .removeAllowedIps(prefixes("10.0.0.0/24", "fd00::/64", "10.0.2.0/24", "10.9.0.0/16"))));

    assertThat(host.wgShow("allowed-ips"))
        .containsExactly(A + "\t10.0.1.0/24 10.0.3.0/24", B + "\t10.0.2.0/24");
  }

  @Test
  void shouldMoveWhatOnePeerLosesAndAnotherGets() {
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).allowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24")))
        .peer(PeerUpdate.of(B)));
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).removeAllowedIps(prefixes("10.0.0.0/24", "10.0.1.0/24")))
        .peer(PeerUpdate.of(B).updateOnly().allowedIps(prefixes("10.0.0.0/24"))));

    assertThat(host.wgShow("allowed-ips")).containsExactly(A + "\t(none)", B + "\t10.0.0.0/24");
  }

  @Test
  void shouldTakeAnyNumber() {
    List<IpPrefix> all = IntStream.range(0, 5000)
        .mapToObj(i -> IpPrefix.parse("10." + (i >> 8) + "." + (i & 255) + ".0/24"))
        .toList();
    host.apply(DeviceUpdate.of(WG0).peer(PeerUpdate.of(A).allowedIps(all)));
    host.apply(DeviceUpdate.of(WG0)
        .peer(PeerUpdate.of(A).removeAllowedIps(all.subList(1, 5000)))
        .peer(PeerUpdate.remove(B)));

    assertThat(host.wgShow("allowed-ips")).containsExactly(A + "\t10.0.0.0/24");
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }
}

package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PartialUpdateException.Progress;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpdateEncoderTests {
  private static final MessageSchema SCHEMA =
      new MessageSchema("WG_CMD_SET_DEVICE", GenericHeader.LENGTH, WgDeviceAttribute.TABLE);

  @Test
  void shouldWriteWhatWgWrites() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .privateKey(Captures.PRIVATE_KEY)
        .listenPort(51820)
        .fwmark(0x2a)
        .peer(PeerUpdate.of(Captures.PEER_1)
            .presharedKey(Captures.PRESHARED_KEY)
            .endpoint(Captures.ENDPOINT_1)
            .persistentKeepalive(Duration.ofSeconds(25))
            .replaceAllowedIps()
            .allowedIp(Captures.NET_V4)
            .allowedIp(Captures.NET_V6))
        .peer(PeerUpdate.of(Captures.PEER_2)
            .endpoint(Captures.ENDPOINT_2)
            .replaceAllowedIps()
            .allowedIp(Captures.HOST_V4))
        .build();
    assertWrites(update, Captures.SET);
  }

  @Test
  void shouldWriteRemovalsAsWgDoes() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.remove(Captures.PEER_1))
        .peer(PeerUpdate.of(Captures.PEER_2)
            .removePresharedKey()
            .persistentKeepalive(Duration.ZERO)
            .replaceAllowedIps())
        .build();
    assertWrites(update, Captures.SET_REMOVALS);
  }

  @Test
  void shouldReplaceAConfigurationAsWgDoes() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .privateKey(Captures.PRIVATE_KEY)
        .listenPort(0)
        .fwmark(0)
        .replacePeers()
        .peer(PeerUpdate.of(Captures.PEER_81).replaceAllowedIps().allowedIp(Captures.NET_V4))
        .build();
    assertWrites(update, Captures.SET_CONF);
  }

  @Test
  void shouldSyncAConfigurationAsWgDoes() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .removePrivateKey()
        .listenPort(51820)
        .fwmark(0)
        .peer(PeerUpdate.remove(Captures.PEER_82))
        .peer(PeerUpdate.remove(Captures.PEER_81))
        .peer(PeerUpdate.of(Captures.PEER_83)
            .replaceAllowedIps()
            .allowedIp(IpPrefix.parse("0.0.0.0/0")))
        .build();
    assertWrites(update, Captures.SYNC_CONF);
  }

  @Test
  void shouldSendAMessageForADeviceAlone() {
    assertWrites(DeviceUpdate.of(Captures.WG0).replacePeers().removePrivateKey().build(), """
        01010000 # genlmsghdr
        08000200 77673000  # WGDEVICE_A_IFNAME
        24000300 0000000000000000000000000000000000000000000000000000000000000000  # WGDEVICE_A_PRIVATE_KEY
        08000500 01000000 # WGDEVICE_A_FLAGS: WGDEVICE_F_REPLACE_PEERS
        """);
  }

  @Test
  void shouldDescribeItsMessagesWithoutSecrets() {
    MessageReader message = Messages.read(AnnotatedHex.parse(Captures.SET));
    String text = SCHEMA.describe(message.buffer(), message.start());
    assertThat(text)
        .contains(
            "WGDEVICE_A_IFNAME=wg0", "WGDEVICE_A_PRIVATE_KEY=[redacted]", "WGDEVICE_A_FWMARK=42")
        .contains("WGPEER_A_PRESHARED_KEY=[redacted]", "WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL=25")
        .doesNotContain("000102030405", "404142434445");
  }

  @Test
  void shouldNameTheAttributeThatTheKernelPointsAt() {
    MessageReader message = Messages.read(AnnotatedHex.parse(Captures.SET));
    int headers = 16 + 4;
    int secondPeer = headers + 8 + 36 + 8 + 8 + 4 + 184;
    assertThat(SCHEMA.pathTo(message.buffer(), 0, secondPeer + 4 + 36))
        .contains("WGDEVICE_A_PEERS[1].WGPEER_A_ENDPOINT");
    assertThat(SCHEMA.pathTo(message.buffer(), 0, secondPeer + 4 + 36 + 32 + 8 + 4 + 4 + 8 + 8))
        .contains("WGDEVICE_A_PEERS[1].WGPEER_A_ALLOWEDIPS[0].WGALLOWEDIP_A_CIDR_MASK");
  }

  @Test
  void shouldKeepMessagesTo32KiB() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .fwmark(1)
        .peer(PeerUpdate.of(Captures.PEER_1).allowedIps(prefixes(20_000)))
        .peers(IntStream.range(1, 2000)
            .mapToObj(i -> PeerUpdate.of(key(i)).build())
            .toList())
        .build();
    List<byte[]> messages = messages(update, Removal.FLAG, UpdatePlan.MAX_MESSAGE_BYTES);
    assertThat(messages)
        .allSatisfy(m -> assertThat(m.length + MessageHeader.LENGTH).isLessThanOrEqualTo(32768));
    assertThat(messages).hasSizeLessThan(25);
  }

  @Test
  void shouldKeepAPeerInOneMessageWhereItFits() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.of(key(1)).allowedIps(prefixes(10)))
        .peer(PeerUpdate.of(key(2)).replaceAllowedIps().allowedIps(prefixes(40).subList(10, 40)))
        .peer(PeerUpdate.of(key(3)))
        .build();
    assertThat(UpdatePlan.of(update, Removal.FLAG, 1024).packs())
        .containsExactly(
            new UpdatePlan.Pack(true, List.of(new UpdatePlan.Slice(0, 0, 10)), List.of()),
            new UpdatePlan.Pack(
                false,
                List.of(new UpdatePlan.Slice(1, 0, 30), new UpdatePlan.Slice(2, 0, 0)),
                List.of()));
  }

  @Test
  void shouldTellWhatWasAppliedWhenALaterMessageFails() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.of(key(1)))
        .peer(PeerUpdate.of(key(2)).allowedIps(prefixes(100)))
        .peer(PeerUpdate.of(key(3)))
        .peer(PeerUpdate.of(key(4)).allowedIps(prefixes(130).subList(100, 130)))
        .build();
    UpdatePlan plan = UpdatePlan.of(update, Removal.FLAG, 1024);
    Progress progress = plan.progress(update, 2);
    assertThat(progress.messages()).isEqualTo(plan.packs().size());
    assertThat(progress.appliedMessages()).isEqualTo(2);
    assertThat(keys(progress.applied())).containsExactly(key(1));
    assertThat(keys(progress.uncertain())).containsExactly(key(2));
    assertThat(keys(progress.unsent())).containsExactly(key(3), key(4));
  }

  @Test
  void shouldFlagAllowedIpsThatAreRemoved() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.of(Captures.PEER_2)
            .updateOnly()
            .allowedIp(Captures.HOST_V4)
            .removeAllowedIp(Captures.NET_V4))
        .build();
    assertWrites(update, Captures.SET_REMOVE_ALLOWED_IP);
  }

  @Test
  void shouldGiveAllowedIpsToADummyInTheMessageThatRemovesIt() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.of(key(1)).removeAllowedIps(prefixes(100)))
        .peer(PeerUpdate.of(key(2)).removeAllowedIps(prefixes(150).subList(100, 150)))
        .peer(PeerUpdate.remove(key(3)))
        .build();
    List<UpdatePlan.Pack> packs =
        UpdatePlan.of(update, Removal.DUMMY_PEER, 2048).packs();
    assertThat(packs).hasSize(4);
    assertThat(packs.get(0).slices())
        .containsExactly(new UpdatePlan.Slice(0, 0, 0), new UpdatePlan.Slice(1, 0, 0));
    assertThat(packs.subList(0, 3)).allSatisfy(p -> assertThat(p.discarded()).isNotEmpty());
    assertThat(packs.get(3))
        .isEqualTo(new UpdatePlan.Pack(false, List.of(new UpdatePlan.Slice(2, 0, 0)), List.of()));

    ModelDevice model = new ModelDevice();
    model.apply(DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.of(key(1)).allowedIps(prefixes(101)))
        .peer(PeerUpdate.of(key(2)).allowedIps(prefixes(151).subList(101, 151)))
        .peer(PeerUpdate.of(key(3)))
        .build());
    for (byte[] message : messages(update, Removal.DUMMY_PEER, 2048)) {
      model.apply(Messages.read(message));
      assertThat(model.device().peers().size()).isLessThanOrEqualTo(3);
    }
    assertThat(model.device().peers())
        .extracting(Peer::allowedIps)
        .containsExactly(List.of(), prefixes(151).subList(150, 151));
  }

  @Test
  void shouldNotCallAPeerAppliedBeforeItsAllowedIpsAreRemoved() {
    DeviceUpdate update = DeviceUpdate.of(Captures.WG0)
        .peer(PeerUpdate.of(key(1)).removeAllowedIps(prefixes(10)))
        .peer(PeerUpdate.of(key(2)).allowedIps(prefixes(116).subList(50, 116)))
        .peer(PeerUpdate.remove(key(3)))
        .build();
    UpdatePlan plan = UpdatePlan.of(update, Removal.DUMMY_PEER, 2048);
    assertThat(plan.packs()).hasSize(3);
    assertThat(keys(plan.progress(update, 1).uncertain())).containsExactly(key(1));
    assertThat(keys(plan.progress(update, 1).applied())).containsExactly(key(2));
    assertThat(keys(plan.progress(update, 1).unsent())).containsExactly(key(3));
    assertThat(keys(plan.progress(update, 2).applied())).containsExactly(key(1), key(2));
  }

  private static List<PublicKey> keys(List<PeerUpdate> peers) {
    return peers.stream().map(PeerUpdate::publicKey).toList();
  }

  private static void assertWrites(DeviceUpdate update, String annotatedHex) {
    List<byte[]> messages = messages(update, Removal.FLAG, UpdatePlan.MAX_MESSAGE_BYTES);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0)).isEqualTo(AnnotatedHex.parse(annotatedHex));
  }

  static List<byte[]> messages(DeviceUpdate update, Removal removal, int maxBytes) {
    UpdateEncoder encoder = new UpdateEncoder(update);
    return UpdatePlan.of(update, removal, maxBytes).packs().stream()
        .map(pack -> Messages.write(1, writer -> encoder.encode(pack, writer)))
        .toList();
  }

  private static List<IpPrefix> prefixes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> IpPrefix.parse("10." + (i >> 8) + "." + (i & 255) + ".0/24"))
        .toList();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[30] = (byte) (number >> 8);
    bytes[31] = (byte) number;
    return PublicKey.of(bytes);
  }
}

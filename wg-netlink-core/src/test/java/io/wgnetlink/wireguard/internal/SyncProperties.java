package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.SyncReport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random syncs of devices whose peers have prefixes that cover each other's. */
class SyncProperties {
  @Property
  void shouldMakeTheDeviceAsDesired(@ForAll("syncs") Generators.Sync sync) {
    ModelDevice model = ModelDevice.of(sync.device());
    SyncReport report = Plans.plan(sync.device(), sync.desired());
    model.apply(report.update());

    Device after = model.device();
    DesiredDevice desired = sync.desired();
    assertThat(after.privateKey())
        .isEqualTo(
            desired.privateKeyRemoved()
                ? Optional.empty()
                : desired.privateKey().map(k -> k.clamped()).or(sync.device()::privateKey));
    assertThat(after.listenPort())
        .isEqualTo(desired.listenPort().orElse(sync.device().listenPort()));
    assertThat(after.fwmark()).isEqualTo(desired.fwmark().orElse(sync.device().fwmark()));
    assertThat(after.peers())
        .extracting(Peer::publicKey)
        .containsExactlyInAnyOrderElementsOf(
            desired.peers().stream().map(DesiredPeer::publicKey).toList());
    for (DesiredPeer peer : desired.peers()) {
      Peer made = after.peer(peer.publicKey()).orElseThrow();
      assertThat(made.presharedKey()).isEqualTo(peer.presharedKey());
      assertThat(made.persistentKeepalive()).isEqualTo(peer.persistentKeepalive());
      Optional<Peer> before = sync.device().peer(peer.publicKey());
      assertThat(made.endpoint()).isEqualTo(endpoint(peer, before));
      assertThat(report.roamed().contains(peer.publicKey()))
          .isEqualTo(peer.endpoint().isPresent() && !made.endpoint().equals(peer.endpoint()));
    }
    assertThat(holders(after)).isEqualTo(desiredHolders(sync));
    assertThat(Plans.plan(after, desired).isEmpty()).isTrue();
  }

  @Property
  void shouldTakeEachAddressStraightFromItsOldPeerToItsNewOne(
      @ForAll("syncs") Generators.Sync sync) {
    ModelDevice model = ModelDevice.of(sync.device());
    Map<InetAddress, List<Optional<PublicKey>>> stories = new LinkedHashMap<>();
    addresses().forEach(a -> stories.put(a, new ArrayList<>(List.of(model.route(a)))));
    model.afterEachChange(() -> stories.forEach((address, story) -> {
      Optional<PublicKey> now = model.route(address);
      if (!now.equals(story.get(story.size() - 1))) {
        story.add(now);
      }
    }));
    model.apply(Plans.plan(sync.device(), sync.desired()).update());

    stories.forEach((address, story) -> assertThat(story).as("%s", address).hasSizeLessThan(3));
  }

  @Property
  void shouldTouchNothingThatIsAsDesired(@ForAll("syncs") Generators.Sync sync) {
    SyncReport report = Plans.plan(sync.device(), sync.desired());
    Map<IpPrefix, PublicKey> before = holders(sync.device());
    Map<IpPrefix, PublicKey> after = desiredHolders(sync);
    for (PeerUpdate peer : report.update().peers()) {
      assertThat(peer.allowedIpsReplaced()).isFalse();
      assertThat(peer.allowedIps()).allSatisfy(prefix -> {
        assertThat(after).containsEntry(prefix, peer.publicKey());
        assertThat(before).doesNotContainEntry(prefix, peer.publicKey());
      });
      assertThat(peer.allowedIpsRemoved()).allSatisfy(prefix -> {
        assertThat(before).containsEntry(prefix, peer.publicKey());
        assertThat(after).doesNotContainKey(prefix);
      });
      boolean creates = !peer.updateOnly() && !peer.removed();
      assertThat(creates).isEqualTo(creates && report.added().contains(peer.publicKey()));
      boolean changes = !peer.allowedIps().isEmpty()
          || !peer.allowedIpsRemoved().isEmpty()
          || peer.presharedKey().isPresent()
          || peer.presharedKeyRemoved()
          || peer.endpoint().isPresent()
          || peer.persistentKeepalive().isPresent();
      assertThat(creates || peer.removed() || changes).isTrue();
    }
  }

  @Property
  void shouldReportWhatItDoes(@ForAll("syncs") Generators.Sync sync) {
    SyncReport report = Plans.plan(sync.device(), sync.desired());
    ModelDevice model = ModelDevice.of(sync.device());
    model.apply(report.update());
    Map<PublicKey, Peer> before = peers(sync.device());
    Map<PublicKey, Peer> after = peers(model.device());

    assertThat(report.added()).containsExactlyInAnyOrderElementsOf(only(after, before));
    assertThat(report.removed()).containsExactlyInAnyOrderElementsOf(only(before, after));
    assertThat(report.changed())
        .containsExactlyInAnyOrderElementsOf(after.keySet().stream()
            .filter(key -> before.containsKey(key) && !same(before.get(key), after.get(key)))
            .toList());
    Map<IpPrefix, PublicKey> heldBefore = holders(sync.device());
    Map<IpPrefix, PublicKey> heldAfter = holders(model.device());
    assertThat(report.moved())
        .containsExactlyInAnyOrderElementsOf(heldAfter.entrySet().stream()
            .filter(e -> heldBefore.containsKey(e.getKey())
                && !heldBefore.get(e.getKey()).equals(e.getValue()))
            .map(e -> new SyncReport.Move(e.getKey(), heldBefore.get(e.getKey()), e.getValue()))
            .toList());
    assertThat(report.floating().keySet()).isEqualTo(sync.desired().floating());
    report
        .floating()
        .forEach((prefix, holder) ->
            assertThat(holder).isEqualTo(Optional.ofNullable(heldAfter.get(prefix))));
  }

  private static boolean same(Peer one, Peer other) {
    return one.presharedKey().equals(other.presharedKey())
        && one.endpoint().equals(other.endpoint())
        && one.persistentKeepalive().equals(other.persistentKeepalive())
        && List.copyOf(one.allowedIps()).stream()
            .sorted()
            .toList()
            .equals(other.allowedIps().stream().sorted().toList());
  }

  private static List<PublicKey> only(Map<PublicKey, Peer> in, Map<PublicKey, Peer> notIn) {
    return in.keySet().stream().filter(key -> !notIn.containsKey(key)).toList();
  }

  private static Map<PublicKey, Peer> peers(Device device) {
    Map<PublicKey, Peer> peers = new HashMap<>();
    device.peers().forEach(peer -> peers.put(peer.publicKey(), peer));
    return peers;
  }

  private static Optional<io.wgnetlink.wireguard.Endpoint> endpoint(
      DesiredPeer desired, Optional<Peer> before) {
    boolean heardOf = before
        .filter(p -> p.rxBytes() != 0 || p.latestHandshake().isPresent())
        .flatMap(Peer::endpoint)
        .isPresent();
    return desired.endpoint().isEmpty() || (heardOf && !desired.endpointForced())
        ? before.flatMap(Peer::endpoint)
        : desired.endpoint();
  }

  private static Map<IpPrefix, PublicKey> holders(Device device) {
    Map<IpPrefix, PublicKey> holders = new HashMap<>();
    device
        .peers()
        .forEach(peer -> peer.allowedIps()
            .forEach(prefix -> assertThat(holders.put(prefix, peer.publicKey()))
                .as("%s", prefix)
                .isNull()));
    return holders;
  }

  /** Floating prefixes stay with a holder that is desired; all others are where they are listed. */
  private static Map<IpPrefix, PublicKey> desiredHolders(Generators.Sync sync) {
    Map<IpPrefix, PublicKey> holders = new HashMap<>();
    sync.desired()
        .peers()
        .forEach(
            peer -> peer.allowedIps().forEach(prefix -> holders.put(prefix, peer.publicKey())));
    holders(sync.device()).forEach((prefix, holder) -> {
      if (sync.desired().floating().contains(prefix)
          && sync.desired().peers().stream().anyMatch(p -> p.publicKey().equals(holder))) {
        holders.put(prefix, holder);
      }
    });
    return holders;
  }

  /** An address of each of the smallest prefixes. */
  private static List<InetAddress> addresses() {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      addresses.add(IpAddresses.of(new byte[] {(byte) (i << 4), 0, 0, 1}));
    }
    for (int i = 0; i < 4; i++) {
      byte[] address = new byte[16];
      address[0] = (byte) (i << 6);
      address[15] = 1;
      addresses.add(IpAddresses.of(address));
    }
    return addresses;
  }

  @Provide
  Arbitrary<Generators.Sync> syncs() {
    return Generators.syncs();
  }
}

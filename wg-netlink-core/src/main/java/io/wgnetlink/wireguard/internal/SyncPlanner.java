package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.SyncReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Finds the smallest change from a device to what is desired of it, in an order that leaves no gap
 * for traffic.
 *
 * <h2>Order</h2>
 *
 * <p>A packet goes to the peer that has the longest prefix with its address. The kernel changes one
 * prefix at a time, and a packet may be routed between any two changes. They are made in this
 * order:
 *
 * <ol>
 *   <li>all prefixes that a peer gets, those that another peer has included, as they move in one
 *       step; a prefix before those that cover it;
 *   <li>all prefixes that are taken from peers, a prefix after those that cover it;
 *   <li>the peers that are removed.
 * </ol>
 *
 * <p>So an address changes its peer at most once, straight from the old one to the new one. While
 * prefixes are added, its longest prefix is the old one until the new one comes, if that is longer,
 * and stays the old one if not; every other prefix that is added either is shorter than the old one
 * or comes later and is shorter than the new one. While prefixes are removed, those that are
 * shorter than the old one go first; when that goes too, the new one is the longest left.
 *
 * <p>Only overlapping prefixes of different peers need this, so most peers are mentioned once. A
 * removed peer's prefixes go with it, except those that overlap a prefix that is taken from another
 * peer.
 *
 * <h2>What is left alone</h2>
 *
 * <p>A peer that was there is only ever updated, never created: when somebody removes it meanwhile,
 * it does not come back with half of its fields. Its allowed IPs are never replaced.
 */
public final class SyncPlanner {
  private final Device device;
  private final DesiredDevice desired;
  private final Map<PublicKey, Peer> peers = new LinkedHashMap<>();
  private final Set<PublicKey> staying = new HashSet<>();

  /** Who has a prefix now, and who is to have it. */
  private final Map<IpPrefix, PublicKey> before = new LinkedHashMap<>();

  private final Map<IpPrefix, PublicKey> after = new LinkedHashMap<>();

  private final List<PublicKey> roamed = new ArrayList<>();

  private SyncPlanner(Device device, DesiredDevice desired) {
    this.device = device;
    this.desired = desired;
  }

  /**
   * Returns the report of a sync, with the update that makes it; nothing is sent.
   *
   * @throws IllegalArgumentException when a desired peer has the device's own key
   */
  public static SyncReport plan(Device device, DesiredDevice desired) {
    return new SyncPlanner(device, desired).plan();
  }

  private SyncReport plan() {
    requireNoOwnKey();
    for (Peer peer : device.peers()) {
      peers.put(peer.publicKey(), peer);
      peer.allowedIps().forEach(prefix -> before.put(prefix, peer.publicKey()));
    }
    desired.peers().forEach(peer -> staying.add(peer.publicKey()));
    findHoldersAfter();
    Map<IpPrefix, PublicKey> gifts = after.entrySet().stream()
        .filter(gift -> !Objects.equals(gift.getValue(), before.get(gift.getKey())))
        .collect(inOrder());
    Map<IpPrefix, PublicKey> losses = before.entrySet().stream()
        .filter(loss -> !after.containsKey(loss.getKey()))
        .collect(inOrder());
    List<PublicKey> removed =
        peers.keySet().stream().filter(key -> !staying.contains(key)).toList();
    DeviceUpdate update = deviceChange()
        .peers(giving(gifts))
        .peers(taking(losses))
        .peers(removed.stream().map(PeerUpdate::remove).toList())
        .build();
    return report(update, removed, gifts);
  }

  private static Collector<Map.Entry<IpPrefix, PublicKey>, ?, Map<IpPrefix, PublicKey>> inOrder() {
    return Collectors.toMap(
        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new);
  }

  private void requireNoOwnKey() {
    if (desired.privateKeyRemoved() || desired.privateKey().isPresent()) {
      return;
    }
    for (int i = 0; i < desired.peers().size(); i++) {
      PublicKey key = desired.peers().get(i).publicKey();
      if (device.publicKey().filter(key::equals).isPresent()) {
        throw new IllegalArgumentException(
            "peers[" + i + "].publicKey: " + key + " is the own key of " + device.name());
      }
    }
  }

  /** A floating prefix stays with a holder that stays, and else goes to the peer that lists it. */
  private void findHoldersAfter() {
    for (DesiredPeer peer : desired.peers()) {
      peer.allowedIps().forEach(prefix -> after.put(prefix, peer.publicKey()));
    }
    for (IpPrefix prefix : desired.floating()) {
      PublicKey holder = before.get(prefix);
      if (holder != null && staying.contains(holder)) {
        after.put(prefix, holder);
      }
    }
  }

  private DeviceUpdate.Builder deviceChange() {
    DeviceUpdate.Builder update = DeviceUpdate.of(desired.name());
    desired.privateKey().filter(key -> !isSet(key)).ifPresent(update::privateKey);
    if (desired.privateKeyRemoved() && device.privateKey().isPresent()) {
      update.removePrivateKey();
    }
    ifOther(desired.listenPort(), device.listenPort()).ifPresent(update::listenPort);
    ifOther(desired.fwmark(), device.fwmark()).ifPresent(update::fwmark);
    return update;
  }

  private boolean isSet(PrivateKey key) {
    try (PrivateKey stored = key.clamped()) {
      return device.privateKey().filter(stored::equals).isPresent();
    }
  }

  private static OptionalInt ifOther(OptionalInt value, int present) {
    return value.isPresent() && value.getAsInt() != present ? value : OptionalInt.empty();
  }

  /** Returns the new peers, the changed fields, and the prefixes that peers get. */
  private List<PeerUpdate> giving(Map<IpPrefix, PublicKey> gifts) {
    PrefixOrder order = PrefixOrder.narrowFirst(gifts);
    Map<PublicKey, SortedMap<Integer, List<IpPrefix>>> byPeer = new HashMap<>();
    gifts.forEach((prefix, peer) -> byPeer
        .computeIfAbsent(peer, key -> new TreeMap<>())
        .computeIfAbsent(order.rank(prefix), rank -> new ArrayList<>())
        .add(prefix));
    Steps steps = new Steps();
    for (DesiredPeer peer : desired.peers()) {
      PublicKey key = peer.publicKey();
      SortedMap<Integer, List<IpPrefix>> own = byPeer.getOrDefault(key, new TreeMap<>());
      int first = own.isEmpty() ? 0 : own.firstKey();
      fieldChange(peer).ifPresent(fields -> steps.put(first, key, fields));
      own.forEach((rank, prefixes) -> steps.at(rank, key).allowedIps(prefixes));
    }
    return steps.inOrder();
  }

  /** Returns the prefixes that are taken from peers, but for those that go with a peer. */
  private List<PeerUpdate> taking(Map<IpPrefix, PublicKey> losses) {
    PrefixOrder order = PrefixOrder.wideFirst(losses);
    PrefixOrder nested = PrefixOrder.narrowFirst(losses);
    Steps steps = new Steps();
    losses.forEach((prefix, peer) -> {
      int rank = order.rank(prefix);
      if (staying.contains(peer) || rank > 0 || nested.rank(prefix) > 0) {
        steps.at(rank, peer).removeAllowedIp(prefix);
      }
    });
    return steps.inOrder();
  }

  /** Returns a new peer, or what changes at one apart from its allowed IPs; empty if nothing. */
  private Optional<PeerUpdate.Builder> fieldChange(DesiredPeer peer) {
    Peer present = peers.get(peer.publicKey());
    if (present == null) {
      PeerUpdate.Builder creation = PeerUpdate.of(peer.publicKey());
      peer.presharedKey().ifPresent(creation::presharedKey);
      peer.endpoint().ifPresent(creation::endpoint);
      peer.persistentKeepalive().ifPresent(creation::persistentKeepalive);
      return Optional.of(creation);
    }
    PeerUpdate.Builder change = PeerUpdate.of(peer.publicKey()).updateOnly();
    PeerUpdate nothing = change.build();
    if (!peer.presharedKey().equals(present.presharedKey())) {
      peer.presharedKey().ifPresentOrElse(change::presharedKey, change::removePresharedKey);
    }
    if (!peer.persistentKeepalive().equals(present.persistentKeepalive())) {
      change.persistentKeepalive(peer.persistentKeepalive().orElse(Duration.ZERO));
    }
    if (peer.endpoint().isPresent() && !peer.endpoint().equals(present.endpoint())) {
      if (mayHaveRoamed(present) && !peer.endpointForced()) {
        roamed.add(peer.publicKey());
      } else {
        peer.endpoint().ifPresent(change::endpoint);
      }
    }
    return change.build().equals(nothing) ? Optional.empty() : Optional.of(change);
  }

  /**
   * The kernel learns an endpoint from packets that it can authenticate, and counts their bytes.
   */
  private static boolean mayHaveRoamed(Peer peer) {
    return peer.endpoint().isPresent()
        && (peer.rxBytes() != 0 || peer.latestHandshake().isPresent());
  }

  private SyncReport report(
      DeviceUpdate update, List<PublicKey> removed, Map<IpPrefix, PublicKey> gifts) {
    List<SyncReport.Move> moves = new ArrayList<>();
    gifts.forEach((prefix, to) -> Optional.ofNullable(before.get(prefix))
        .ifPresent(from -> moves.add(new SyncReport.Move(prefix, from, to))));
    Set<PublicKey> touched = new HashSet<>();
    update.peers().forEach(peer -> touched.add(peer.publicKey()));
    moves.forEach(move -> touched.add(move.from()));
    Map<IpPrefix, Optional<PublicKey>> floating = new HashMap<>();
    desired
        .floating()
        .forEach(prefix -> floating.put(prefix, Optional.ofNullable(after.get(prefix))));
    return new SyncReport(
        update,
        desiredKeys(key -> !peers.containsKey(key)),
        desiredKeys(key -> peers.containsKey(key) && touched.contains(key)),
        removed,
        moves,
        roamed,
        floating,
        Optional.empty());
  }

  private List<PublicKey> desiredKeys(Predicate<PublicKey> which) {
    return desired.peers().stream().map(DesiredPeer::publicKey).filter(which).toList();
  }

  /** Changes to peers rank by rank; those of one peer and one rank are one. */
  private static final class Steps {
    private final SortedMap<Integer, Map<PublicKey, PeerUpdate.Builder>> byRank = new TreeMap<>();

    void put(int rank, PublicKey peer, PeerUpdate.Builder change) {
      byRank.computeIfAbsent(rank, key -> new LinkedHashMap<>()).put(peer, change);
    }

    PeerUpdate.Builder at(int rank, PublicKey peer) {
      return byRank
          .computeIfAbsent(rank, key -> new LinkedHashMap<>())
          .computeIfAbsent(peer, key -> PeerUpdate.of(key).updateOnly());
    }

    List<PeerUpdate> inOrder() {
      return byRank.values().stream()
          .flatMap(changes -> changes.values().stream())
          .map(PeerUpdate.Builder::build)
          .toList();
    }
  }
}

package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.SyncReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
  private final DesiredDevice desired;
  private final DeviceComparison device;

  /** Who is to have a prefix, of the peers whose prefixes are not all as desired. */
  private final Map<IpPrefix, PublicKey> after = new LinkedHashMap<>();

  private SyncPlanner(DeviceComparison device) {
    this.desired = device.desired();
    this.device = device;
  }

  /**
   * Returns the report of a sync, with the update that makes it; nothing is sent.
   *
   * @param comparison what the reading of the device found
   * @throws IllegalArgumentException when a desired peer has the device's own key
   */
  public static SyncReport plan(DeviceComparison comparison) {
    comparison.end();
    return new SyncPlanner(comparison).plan();
  }

  private SyncReport plan() {
    requireNoOwnKey();
    findHoldersAfter();
    Map<IpPrefix, PublicKey> before = device.held();
    Map<IpPrefix, PublicKey> gifts = after.entrySet().stream()
        .filter(gift -> !Objects.equals(gift.getValue(), before.get(gift.getKey())))
        .collect(inOrder());
    Map<IpPrefix, PublicKey> losses = before.entrySet().stream()
        .filter(loss -> !after.containsKey(loss.getKey()))
        .collect(inOrder());
    DeviceUpdate update = device
        .deviceChange()
        .peers(giving(gifts))
        .peers(taking(losses))
        .peers(device.undesired().stream().map(PeerUpdate::remove).toList())
        .build();
    return report(update, gifts);
  }

  private static Collector<Map.Entry<IpPrefix, PublicKey>, ?, Map<IpPrefix, PublicKey>> inOrder() {
    return Collectors.toMap(
        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new);
  }

  private void requireNoOwnKey() {
    if (desired.privateKeyRemoved() || desired.privateKey().isPresent()) {
      return;
    }
    device.ownKey().ifPresent(own -> {
      for (int i = 0; i < desired.peers().size(); i++) {
        if (desired.peers().get(i).publicKey().equals(own)) {
          throw new IllegalArgumentException(
              "peers[" + i + "].publicKey: " + own + " is the own key of " + desired.name());
        }
      }
    });
  }

  /** A floating prefix stays with a holder that stays, and else goes to the peer that lists it. */
  private void findHoldersAfter() {
    for (int i = 0; i < desired.peers().size(); i++) {
      if (!device.isPresent(i) || device.isParted(i)) {
        DesiredPeer peer = desired.peers().get(i);
        peer.allowedIps().forEach(prefix -> after.put(prefix, peer.publicKey()));
      }
    }
    for (IpPrefix prefix : desired.floating()) {
      PublicKey holder = device.held().get(prefix);
      if (holder != null && !device.undesired().contains(holder)) {
        after.put(prefix, holder);
      }
    }
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
    for (int i = 0; i < desired.peers().size(); i++) {
      Optional<PeerUpdate.Builder> fields = fieldChange(i);
      if (fields.isEmpty() && !device.isParted(i)) {
        continue;
      }
      PublicKey key = desired.peers().get(i).publicKey();
      SortedMap<Integer, List<IpPrefix>> own = byPeer.getOrDefault(key, new TreeMap<>());
      int first = own.isEmpty() ? 0 : own.firstKey();
      fields.ifPresent(change -> steps.put(first, key, change));
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
      if (!device.undesired().contains(peer) || rank > 0 || nested.rank(prefix) > 0) {
        steps.at(rank, peer).removeAllowedIp(prefix);
      }
    });
    return steps.inOrder();
  }

  /** Returns a new peer, or what changes at one apart from its allowed IPs; empty if nothing. */
  private Optional<PeerUpdate.Builder> fieldChange(int position) {
    if (device.isPresent(position)) {
      return device.fieldChange(position);
    }
    DesiredPeer peer = desired.peers().get(position);
    PeerUpdate.Builder creation = PeerUpdate.of(peer.publicKey());
    peer.presharedKey().ifPresent(creation::presharedKey);
    peer.endpoint().ifPresent(creation::endpoint);
    peer.persistentKeepalive().ifPresent(creation::persistentKeepalive);
    return Optional.of(creation);
  }

  private SyncReport report(DeviceUpdate update, Map<IpPrefix, PublicKey> gifts) {
    List<SyncReport.Move> moves = new ArrayList<>();
    gifts.forEach((prefix, to) -> Optional.ofNullable(device.held().get(prefix))
        .ifPresent(from -> moves.add(new SyncReport.Move(prefix, from, to))));
    Set<PublicKey> touched = new HashSet<>();
    update.peers().forEach(peer -> touched.add(peer.publicKey()));
    moves.forEach(move -> touched.add(move.from()));
    return new SyncReport(
        update,
        desiredKeys(i -> !device.isPresent(i)),
        desiredKeys(i -> device.isPresent(i) && touched.contains(key(i))),
        List.copyOf(device.undesired()),
        moves,
        desiredKeys(device::isRoamed),
        holdersOfFloating(),
        Optional.empty());
  }

  private Map<IpPrefix, Optional<PublicKey>> holdersOfFloating() {
    Map<IpPrefix, Optional<PublicKey>> holders = new HashMap<>();
    for (DesiredPeer peer :
        desired.floating().isEmpty() ? List.<DesiredPeer>of() : desired.peers()) {
      peer.allowedIps().forEach(prefix -> holders.put(prefix, Optional.of(peer.publicKey())));
    }
    after.forEach((prefix, holder) -> holders.put(prefix, Optional.of(holder)));
    desired.floating().forEach(prefix -> holders.putIfAbsent(prefix, Optional.empty()));
    holders.keySet().retainAll(desired.floating());
    return holders;
  }

  private List<PublicKey> desiredKeys(IntPredicate which) {
    return IntStream.range(0, desired.peers().size())
        .filter(which)
        .mapToObj(this::key)
        .toList();
  }

  private PublicKey key(int position) {
    return desired.peers().get(position).publicKey();
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

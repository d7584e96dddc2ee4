package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceView;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Compares a device with what is desired of it while it is read, for {@link SyncPlanner}.
 *
 * <p>A peer that is as desired is passed over where it lies in the message: no value is made of it
 * or of its allowed IPs, so that a large device of which little changes costs hardly more than its
 * reading. Two orders make that easy:
 *
 * <ul>
 *   <li>The kernel returns peers in the order of their creation, mostly the one in which they are
 *       desired. So a peer is compared with the desired one behind the last that was found; only
 *       where the keys differ is it looked up, and the walk goes on from there.
 *   <li>It returns the allowed IPs of a peer in the order in which they were set. They are walked
 *       beside those desired. Where the two lists part, be it in their order alone, the peer's
 *       prefixes become values, and the planner sees what really differs.
 * </ul>
 *
 * <p>Desired peers are known by their positions. Not thread-safe.
 */
public final class DeviceComparison implements DeviceVisitor {
  private static final int UNDESIRED = -1;

  private final DesiredDevice desired;
  private final Map<PublicKey, Integer> positions = new HashMap<>();

  private Optional<PublicKey> ownKey = Optional.empty();
  private DeviceUpdate.Builder deviceChange;
  private final BitSet present = new BitSet();
  private final BitSet parted = new BitSet();
  private final BitSet roamed = new BitSet();
  private final Map<Integer, PeerUpdate.Builder> fieldChanges = new HashMap<>();
  private final Set<PublicKey> undesired = new LinkedHashSet<>();
  private final Map<IpPrefix, PublicKey> held = new LinkedHashMap<>();

  /** Where the next peer is expected, and where the one that is shown was found. */
  private int expected;

  private int position;

  /** How many allowed IPs of the one that is shown were those desired. */
  private int matched;

  /** Makes a comparison for one reading, however many attempts that takes. */
  public DeviceComparison(DesiredDevice desired) {
    this.desired = desired;
    this.deviceChange = DeviceUpdate.of(desired.name());
  }

  @Override
  public void begin(int attempt) {
    present.clear();
    parted.clear();
    roamed.clear();
    fieldChanges.clear();
    undesired.clear();
    held.clear();
    expected = 0;
    position = UNDESIRED;
  }

  @Override
  public void device(DeviceView device) {
    ownKey = device.publicKey();
    deviceChange = DeviceUpdate.of(desired.name());
    Optional<PrivateKey> key = device.privateKey();
    try {
      desired
          .privateKey()
          .filter(wanted -> !isSet(wanted, key))
          .ifPresent(deviceChange::privateKey);
      if (desired.privateKeyRemoved() && key.isPresent()) {
        deviceChange.removePrivateKey();
      }
    } finally {
      key.ifPresent(PrivateKey::close);
    }
    ifOther(desired.listenPort(), device.listenPort()).ifPresent(deviceChange::listenPort);
    ifOther(desired.fwmark(), device.fwmark()).ifPresent(deviceChange::fwmark);
  }

  private static boolean isSet(PrivateKey wanted, Optional<PrivateKey> present) {
    try (PrivateKey stored = wanted.clamped()) {
      return present.filter(stored::equals).isPresent();
    }
  }

  private static OptionalInt ifOther(OptionalInt value, int present) {
    return value.isPresent() && value.getAsInt() != present ? value : OptionalInt.empty();
  }

  @Override
  public void peer(PeerView peer) {
    if (!peer.isContinuation()) {
      endPeer();
      beginPeer(peer);
    }
    AllowedIpCursor ips = peer.allowedIps();
    if (position == UNDESIRED) {
      hold(ips, peer.publicKey());
    } else {
      compare(ips, desired.peers().get(position));
    }
  }

  private void beginPeer(PeerView peer) {
    position = find(peer);
    matched = 0;
    if (position == UNDESIRED) {
      undesired.add(peer.publicKey());
      return;
    }
    expected = position + 1;
    present.set(position);
    compareFields(peer, desired.peers().get(position));
  }

  private int find(PeerView peer) {
    List<DesiredPeer> peers = desired.peers();
    if (expected < peers.size() && peer.hasPublicKey(peers.get(expected).publicKey())) {
      return expected;
    }
    for (int i = positions.size(); i < peers.size(); i++) {
      positions.put(peers.get(i).publicKey(), i);
    }
    return positions.getOrDefault(peer.publicKey(), UNDESIRED);
  }

  private void compareFields(PeerView there, DesiredPeer wanted) {
    boolean otherKey = isOtherKey(there, wanted);
    boolean otherInterval = there.persistentKeepaliveSeconds() != seconds(wanted);
    boolean otherEndpoint =
        wanted.endpoint().isPresent() && !wanted.endpoint().equals(there.endpoint());
    if (otherEndpoint && !wanted.endpointForced() && mayHaveRoamed(there)) {
      roamed.set(position);
      otherEndpoint = false;
    }
    if (otherKey || otherInterval || otherEndpoint) {
      PeerUpdate.Builder change = PeerUpdate.of(wanted.publicKey()).updateOnly();
      if (otherKey) {
        wanted.presharedKey().ifPresentOrElse(change::presharedKey, change::removePresharedKey);
      }
      if (otherInterval) {
        change.persistentKeepalive(Duration.ofSeconds(seconds(wanted)));
      }
      if (otherEndpoint) {
        wanted.endpoint().ifPresent(change::endpoint);
      }
      fieldChanges.put(position, change);
    }
  }

  private static boolean isOtherKey(PeerView there, DesiredPeer wanted) {
    Optional<PresharedKey> key = there.presharedKey();
    try {
      return !wanted.presharedKey().equals(key);
    } finally {
      key.ifPresent(PresharedKey::close);
    }
  }

  private static long seconds(DesiredPeer wanted) {
    return wanted.persistentKeepalive().map(Duration::toSeconds).orElse(0L);
  }

  /**
   * The kernel learns an endpoint from packets that it can authenticate, and counts their bytes.
   */
  private static boolean mayHaveRoamed(PeerView peer) {
    return peer.hasEndpoint() && (peer.rxBytes() != 0 || peer.hasHandshake());
  }

  private void compare(AllowedIpCursor ips, DesiredPeer wanted) {
    List<IpPrefix> prefixes = wanted.allowedIps();
    while (!parted.get(position) && ips.next()) {
      if (matched < prefixes.size() && ips.is(prefixes.get(matched))) {
        matched++;
      } else {
        part(wanted);
        held.put(ips.prefix(), wanted.publicKey());
      }
    }
    hold(ips, wanted.publicKey());
  }

  private void hold(AllowedIpCursor ips, PublicKey holder) {
    while (ips.next()) {
      held.put(ips.prefix(), holder);
    }
  }

  private void endPeer() {
    if (position != UNDESIRED) {
      DesiredPeer wanted = desired.peers().get(position);
      if (!parted.get(position) && matched < wanted.allowedIps().size()) {
        part(wanted);
      }
      position = UNDESIRED;
    }
  }

  /** From here on the peer's prefixes are others than those desired, so all of them count. */
  private void part(DesiredPeer wanted) {
    parted.set(position);
    wanted.allowedIps().subList(0, matched).forEach(prefix -> held.put(prefix, wanted.publicKey()));
  }

  /** Ends the reading; what follows is asked for after it. */
  void end() {
    endPeer();
  }

  /** Returns what the device was compared with. */
  DesiredDevice desired() {
    return desired;
  }

  /** Returns the public key of the device itself. */
  Optional<PublicKey> ownKey() {
    return ownKey;
  }

  /** Returns the change of the device's own fields, to which that of the peers can be added. */
  DeviceUpdate.Builder deviceChange() {
    return deviceChange;
  }

  /** Returns whether the device has a desired peer. */
  boolean isPresent(int peer) {
    return present.get(peer);
  }

  /** Returns whether a peer that is there differs from what is desired in its list of prefixes. */
  boolean isParted(int peer) {
    return parted.get(peer);
  }

  /** Returns what changes at a peer that is there, apart from its allowed IPs; empty if nothing. */
  Optional<PeerUpdate.Builder> fieldChange(int peer) {
    return Optional.ofNullable(fieldChanges.get(peer));
  }

  /** Returns whether a peer keeps another endpoint than the desired one. */
  boolean isRoamed(int peer) {
    return roamed.get(peer);
  }

  /** Returns the peers that the device has and should not have, in its order. */
  Set<PublicKey> undesired() {
    return undesired;
  }

  /**
   * Returns who has which prefix, in the device's order: all prefixes of the peers that are not
   * desired or {@linkplain #isParted parted}, and of no others, which have just those desired.
   */
  Map<IpPrefix, PublicKey> held() {
    return held;
  }
}

package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the kernel's module does with a device and its peers ({@code drivers/net/wireguard}), as far
 * as configuration can see it. Used under the kernel's lock.
 */
public final class WireGuardDevice {
  private static final Errno ENOMEM = new Errno(12);

  private final UdpPorts ports;
  private final int maxPeers;

  private boolean up;
  private int listenPort;
  private int fwmark;
  private Optional<PrivateKey> privateKey = Optional.empty();
  private Optional<PublicKey> publicKey = Optional.empty();

  private final CryptokeyTable cryptokeys = new CryptokeyTable();
  private final Map<PublicKey, WireGuardPeer> byKey = new HashMap<>();
  private final NavigableMap<Long, WireGuardPeer> byNumber = new TreeMap<>();
  private long lastNumber;

  /** Changes with each message that changes the device, also to what it was. */
  private long generation = 1;

  WireGuardDevice(UdpPorts ports, int maxPeers) {
    this.ports = ports;
    this.maxPeers = maxPeers;
  }

  // ---- what it is -----------------------------------------------------------------------------

  int listenPort() {
    return listenPort;
  }

  int fwmark() {
    return fwmark;
  }

  Optional<PrivateKey> privateKey() {
    return privateKey;
  }

  Optional<PublicKey> publicKey() {
    return publicKey;
  }

  CryptokeyTable cryptokeys() {
    return cryptokeys;
  }

  long generation() {
    return generation;
  }

  Optional<WireGuardPeer> peer(PublicKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** Returns the peer that a packet to this address goes to. */
  public Optional<PublicKey> routeOf(InetAddress destination) {
    return cryptokeys.lookup(destination).map(WireGuardPeer::publicKey);
  }

  /** Returns the peers that were created after the one with this number, in that order. */
  Collection<WireGuardPeer> peersAfter(long number) {
    return byNumber.tailMap(number, false).values();
  }

  // ---- what happens to it ---------------------------------------------------------------------

  void beginChange() {
    generation++;
  }

  /** Binds the port; a conflict that was accepted while the device was down is refused now. */
  void bringUp() {
    if (!up) {
      listenPort = ports.bind(listenPort);
      up = true;
    }
  }

  /** Releases the port; a port that was chosen at random is kept for the next time. */
  void takeDown() {
    if (up) {
      ports.release(listenPort);
      up = false;
    }
  }

  void setFwmark(int mark) {
    fwmark = mark;
  }

  /** Sets the port. While the device is down any is accepted; else a taken one is refused. */
  void setListenPort(int port) {
    if (port == listenPort) {
      return;
    }
    if (!up) {
      listenPort = port;
      return;
    }
    int bound = ports.bind(port);
    ports.release(listenPort);
    listenPort = bound;
  }

  /** Sets the key, clamped, or removes it if zero; a peer that has its public key is removed. */
  void setPrivateKey(PrivateKey key) {
    PrivateKey clamped = key.clamped();
    if (key.isZero()) {
      publicKey = Optional.empty();
      replacePrivateKey(Optional.empty());
      clamped.close();
    } else {
      PublicKey own = clamped.publicKey();
      peer(own).ifPresent(this::removePeer);
      publicKey = Optional.of(own);
      replacePrivateKey(Optional.of(clamped));
    }
  }

  private void replacePrivateKey(Optional<PrivateKey> key) {
    privateKey.ifPresent(PrivateKey::close);
    privateKey = key;
  }

  /** Creates a peer, except one with the device's own key, of which nothing is said. */
  Optional<WireGuardPeer> createPeer(PublicKey key) {
    if (publicKey.equals(Optional.of(key))) {
      return Optional.empty();
    }
    if (byKey.size() >= maxPeers) {
      throw new Refusal(ENOMEM);
    }
    WireGuardPeer peer = new WireGuardPeer(++lastNumber, key);
    byKey.put(key, peer);
    byNumber.put(peer.number, peer);
    return Optional.of(peer);
  }

  void removePeer(WireGuardPeer peer) {
    cryptokeys.removeAllOf(peer);
    byKey.remove(peer.publicKey);
    byNumber.remove(peer.number);
    peer.dead = true;
    peer.setPresharedKey(Optional.empty());
  }

  void removeAllPeers() {
    new ArrayList<>(byNumber.values()).forEach(this::removePeer);
  }

  /** Forgets everything, as when the interface is deleted. */
  void destroy() {
    takeDown();
    removeAllPeers();
    publicKey = Optional.empty();
    replacePrivateKey(Optional.empty());
    generation++;
  }
}

package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.WireGuard;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Removes a peer and adds it again as it was, so that the next datagram starts a handshake.
 *
 * <h2>One message</h2>
 *
 * <p>The kernel takes the peers of a message one after another, so the first entry removes the peer
 * ({@code WGPEER_F_REMOVE_ME}) and the second, of the same key, creates it with its preshared key,
 * its present endpoint (to which it may have roamed), its allowed IPs and its keepalive. Measured
 * in guests with two namespaces and 50 datagrams a second that are sent back, 8 re-creations of a
 * live peer each:
 *
 * <pre>
 *   Linux     the message takes   a handshake shows   packets lost: each time, of all sent
 *   6.1       19 ms  (32 most)    after 0.11 s        0 1 1 0 1 1 1 0    5 of 829
 *   6.12      37 ms  (73 most)    after 0.10 s        0 0 1 2 2 0 0 1    6 of 810
 *   7.2       34 ms  (99 most)    after 0.10 s        1 0 1 2 1 3 0 0    8 of 721
 * </pre>
 *
 * <p>(Emulated processors; the kernel waits for grace periods and for queued packets of the peer.)
 * So it costs a live peer about one packet at that rate: what is in flight while there is no
 * session. What is sent meanwhile is kept by WireGuard until the handshake, up to 128 packets.
 *
 * <h2>Failure</h2>
 *
 * <p>A process that is killed has either not sent the message or has it carried out whole: the
 * kernel handles it inside the system call. The kernel does not roll back, though. When it refuses
 * in the middle, for lack of memory, or when its answer is lost, the peer is written again without
 * a removal, which changes nothing where it is there already; and while that fails too it is owed,
 * and {@link #settle} tries again. So everything that would need more than one message, or that
 * could not be written as it was, is refused beforehand: a peer with more than
 * {@link #MOST_ALLOWED_IPS} allowed IPs, without an endpoint, or with attributes that are not known
 * here.
 *
 * <p>Preshared keys are wiped from memory when the peer is written. Needs {@code CAP_NET_ADMIN}.
 * Used by one thread, the kernel worker.
 */
public final class PeerRecreation implements AutoCloseable {
  /** At 40 bytes each they fill two thirds of a message of 32 KiB. */
  static final int MOST_ALLOWED_IPS = 500;

  /**
   * A peer that was removed and could not be added; the secret is a copy of its own. No record,
   * since it holds a key and is not to be printed.
   */
  private static final class Owed {
    private final PeerUpdate peer;
    private final Optional<PresharedKey> secret;

    Owed(PeerUpdate peer, Optional<PresharedKey> secret) {
      this.peer = peer;
      this.secret = secret;
    }

    void forget() {
      secret.ifPresent(PresharedKey::close);
    }
  }

  private final WireGuard wireGuard;
  private final Map<Tunnel, Owed> owed = new LinkedHashMap<>();

  /** Creates it; the client stays the caller's. */
  public PeerRecreation(WireGuard wireGuard) {
    this.wireGuard = wireGuard;
  }

  /**
   * Re-creates a peer.
   *
   * @return why it was not tried; empty when it is done
   * @throws NetlinkException when the kernel refuses; the peer is there all the same, or is owed
   */
  public Optional<String> recreate(Tunnel tunnel) {
    if (owed.containsKey(tunnel)) {
      return Optional.of("the peer is still to be restored");
    }
    try (Device device = wireGuard.device(tunnel.device())) {
      Optional<Peer> found = device.peer(tunnel.peer());
      Optional<String> obstacle = obstacle(found);
      if (obstacle.isPresent()) {
        return obstacle;
      }
      Peer peer = found.orElseThrow();
      PeerUpdate anew = anew(peer, peer.presharedKey());
      try {
        wireGuard.apply(DeviceUpdate.of(tunnel.device())
            .peer(PeerUpdate.remove(tunnel.peer()))
            .peer(anew)
            .build());
      } catch (RuntimeException | Error e) {
        restore(tunnel, peer, anew, e);
        throw e;
      }
      return Optional.empty();
    }
  }

  private static Optional<String> obstacle(Optional<Peer> found) {
    if (found.isEmpty()) {
      return Optional.of("the peer is not there");
    }
    Peer peer = found.get();
    if (peer.endpoint().isEmpty()) {
      return Optional.of("the peer has no endpoint");
    }
    if (peer.allowedIps().size() > MOST_ALLOWED_IPS) {
      return Optional.of(
          "the peer has " + peer.allowedIps().size() + " allowed IPs, too many for one message");
    }
    return peer.unknownAttributes().isEmpty()
        ? Optional.empty()
        : Optional.of("the peer has attributes that could not be written again");
  }

  private static PeerUpdate anew(Peer peer, Optional<PresharedKey> secret) {
    PeerUpdate.Builder anew =
        PeerUpdate.of(peer.publicKey()).replaceAllowedIps().allowedIps(peer.allowedIps());
    secret.ifPresent(anew::presharedKey);
    peer.endpoint().ifPresent(anew::endpoint);
    peer.persistentKeepalive().ifPresent(anew::persistentKeepalive);
    return anew.build();
  }

  private void restore(Tunnel tunnel, Peer peer, PeerUpdate anew, Throwable because) {
    try {
      wireGuard.apply(DeviceUpdate.of(tunnel.device()).peer(anew).build());
    } catch (RuntimeException | Error e) {
      because.addSuppressed(e);
      Optional<PresharedKey> copy = peer.presharedKey().map(PeerRecreation::copy);
      owed.put(tunnel, new Owed(anew(peer, copy), copy));
    }
  }

  private static PresharedKey copy(PresharedKey key) {
    byte[] bytes = key.bytes();
    try {
      return PresharedKey.of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Returns whether a peer is still to be restored. */
  public boolean owes() {
    return !owed.isEmpty();
  }

  /**
   * Restores what is owed.
   *
   * @throws NetlinkException when the kernel refuses again; what is left is still owed
   */
  public void settle() {
    for (Tunnel tunnel : List.copyOf(owed.keySet())) {
      Owed debt = Objects.requireNonNull(owed.get(tunnel));
      wireGuard.apply(DeviceUpdate.of(tunnel.device()).peer(debt.peer).build());
      debt.forget();
      owed.remove(tunnel);
    }
  }

  /** Forgets the secrets of what is still owed. */
  @Override
  public void close() {
    owed.values().forEach(Owed::forget);
    owed.clear();
  }
}

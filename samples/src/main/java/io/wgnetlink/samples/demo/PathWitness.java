package io.wgnetlink.samples.demo;

import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.samples.demo.TrafficPath.PeerBytes;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.WireGuard;

/**
 * Tells which way traffic really goes, from what WireGuard counts at the client for each hub. A
 * witness that depends on no controller: it would tell as well if none ran. Not thread-safe.
 */
final class PathWitness {
  private final WireGuard wireGuard;
  private final Tunnel toA;
  private final Tunnel toB;
  private PeerBytes lastA = PeerBytes.ZERO;
  private PeerBytes lastB = PeerBytes.ZERO;

  PathWitness(WireGuard wireGuard, Tunnel toA, Tunnel toB) {
    this.wireGuard = wireGuard;
    this.toA = toA;
    this.toB = toB;
    sample();
  }

  /** Returns the path of the traffic since the call before. */
  TrafficPath sample() {
    PeerBytes nowA = read(toA);
    PeerBytes nowB = read(toB);
    TrafficPath path = TrafficPath.of(nowA.since(lastA), nowB.since(lastB));
    lastA = nowA;
    lastB = nowB;
    return path;
  }

  private PeerBytes read(Tunnel tunnel) {
    Reading reading = new Reading(tunnel);
    wireGuard.read(tunnel.device(), reading);
    return reading.bytes;
  }

  private static final class Reading implements DeviceVisitor {
    private final Tunnel tunnel;
    private PeerBytes bytes = PeerBytes.ZERO;

    Reading(Tunnel tunnel) {
      this.tunnel = tunnel;
    }

    @Override
    public void begin(int attempt) {
      bytes = PeerBytes.ZERO;
    }

    @Override
    public void peer(PeerView peer) {
      if (!peer.isContinuation() && peer.hasPublicKey(tunnel.peer())) {
        bytes = new PeerBytes(peer.txBytes(), peer.rxBytes());
      }
    }
  }
}

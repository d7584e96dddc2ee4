package io.wgnetlink.failover.evidence;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.PeerStatistics;
import io.wgnetlink.wireguard.PublicKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Turns what a {@link DeviceMonitor} reports into one piece of evidence per watched peer and
 * reading, also for the peers of which nothing was reported: that nothing came is evidence too.
 *
 * <p>Called by the monitor, on the kernel worker.
 */
public final class DeviceWatch implements DeviceMonitor.Listener {
  /** What a reading said of one peer. */
  private static final class Watched {
    private final Tunnel tunnel;
    private boolean present;
    private boolean appeared;
    private boolean vanished;
    private boolean everHandshake;
    private boolean handshakeChanged;
    private long rxBytes;
    private long txBytes;

    private Watched(Tunnel tunnel) {
      this.tunnel = tunnel;
    }

    private void forgetReading() {
      appeared = false;
      vanished = false;
      handshakeChanged = false;
      rxBytes = 0;
      txBytes = 0;
    }
  }

  private final InterfaceName device;
  private final Consumer<Evidence> sink;
  private final Map<PublicKey, Watched> watched = new LinkedHashMap<>();
  private boolean started;

  /** Creates a watch for some peers of one device. */
  public DeviceWatch(InterfaceName device, Collection<PublicKey> peers, Consumer<Evidence> sink) {
    this.device = device;
    this.sink = sink;
    peers.forEach(peer -> watched.put(peer, new Watched(new Tunnel(device, peer))));
  }

  @Override
  public void peerAdded(PeerStatistics now) {
    Watched peer = watched.get(now.publicKey());
    if (peer != null) {
      peer.present = true;
      peer.appeared = started;
      peer.everHandshake = now.latestHandshake().isPresent();
    }
  }

  @Override
  public void peerRemoved(PublicKey key) {
    Watched peer = watched.get(key);
    if (peer != null) {
      peer.present = false;
      peer.vanished = true;
    }
  }

  @Override
  public void peerReset(PeerStatistics now, PeerStatistics previous) {
    peerAdded(now);
  }

  @Override
  public void handshakeAdvanced(PeerStatistics now, PeerStatistics previous) {
    Watched peer = watched.get(now.publicKey());
    if (peer != null) {
      peer.everHandshake = true;
      peer.handshakeChanged = true;
    }
  }

  @Override
  public void countersAdvanced(PeerStatistics now, PeerStatistics previous) {
    Watched peer = watched.get(now.publicKey());
    if (peer != null) {
      peer.rxBytes = now.rxBytes() - previous.rxBytes();
      peer.txBytes = now.txBytes() - previous.txBytes();
    }
  }

  @Override
  public void observationLost(Throwable cause) {
    watched.values().forEach(Watched::forgetReading);
    String message = cause.getMessage();
    sink.accept(new Evidence.ObservationLost(device, message == null ? cause.toString() : message));
  }

  @Override
  public void polled() {
    for (Watched peer : watched.values()) {
      report(peer);
      peer.forgetReading();
    }
    started = true;
  }

  private void report(Watched peer) {
    if (!peer.present) {
      if (peer.vanished || !started) {
        sink.accept(new Evidence.PeerVanished(peer.tunnel));
      }
    } else if (peer.appeared) {
      sink.accept(new Evidence.PeerAppeared(peer.tunnel, peer.everHandshake));
    } else {
      sink.accept(new Evidence.Observed(
          peer.tunnel, peer.rxBytes, peer.txBytes, peer.handshakeChanged, peer.everHandshake));
    }
  }
}

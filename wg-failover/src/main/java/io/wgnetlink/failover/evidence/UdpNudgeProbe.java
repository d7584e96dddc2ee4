package io.wgnetlink.failover.evidence;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.internal.libc.ProbeSocket;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Nudges by UDP datagrams of one byte to the discard port: 96 bytes of WireGuard data over IPv6, 64
 * over IPv4. They leave by the tunnel's own interface only.
 *
 * <p>Thread-safe.
 */
public final class UdpNudgeProbe implements NudgeProbe {
  /** Discard, RFC 863. A host without that service answers by an ICMP error, which does as well. */
  private static final int PORT = 9;

  private final ProbeSockets sockets;

  /** Creates a probe whose sockets belong to the namespace; the handle stays the caller's. */
  public UdpNudgeProbe(NetworkNamespace namespace) {
    this.sockets = new ProbeSockets(
        namespace, (to, interfaceName) -> ProbeSocket.udp(to, PORT, interfaceName));
  }

  @Override
  public void aim(Tunnel tunnel, InetAddress address) {
    sockets.aim(tunnel, address);
  }

  @Override
  public Evidence nudge(Tunnel tunnel) {
    Optional<String> refusal = sockets.send(tunnel, 0);
    return refusal.isEmpty()
        ? new Evidence.NudgeSent(tunnel)
        : new Evidence.NudgeFailed(tunnel, refusal.get());
  }

  @Override
  public void close() {
    sockets.close();
  }
}

package io.wgnetlink.failover.evidence;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import java.net.InetAddress;

/**
 * Sends single datagrams into tunnels. Nothing is received: the answer shows in the peer's
 * counters.
 *
 * <p>Never blocks and never asks the kernel anything by netlink, since a netlink request can wait
 * for seconds, which would look like a dead peer.
 */
public interface NudgeProbe extends AutoCloseable {
  /** Sets the address that reaches the tunnel's peer, and nothing else. */
  void aim(Tunnel tunnel, InetAddress address);

  /**
   * Sends a datagram and returns {@link Evidence.NudgeSent}, or {@link Evidence.NudgeFailed} when
   * the tunnel has no address or the kernel refuses.
   */
  Evidence nudge(Tunnel tunnel);

  /** Releases the sockets. */
  @Override
  void close();
}

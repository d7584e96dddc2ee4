package io.wgnetlink.failover.evidence;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Sends ICMP echo requests into tunnels and hears the replies.
 *
 * <p>Never blocks and never asks the kernel anything by netlink.
 */
public interface EchoProbe extends AutoCloseable {
  /** Told of replies, on a thread of the probe. */
  interface Answers {
    /**
     * A request was answered by the address that it was sent to.
     *
     * @param sequence of the request
     * @param roundTrip the time between
     */
    void answered(Tunnel tunnel, int sequence, Duration roundTrip);
  }

  /** Sets the address that reaches the tunnel's peer, and nothing else. */
  void aim(Tunnel tunnel, InetAddress address);

  /**
   * Sends a request and returns {@link Evidence.EchoSent}, or {@link Evidence.NudgeFailed} when the
   * tunnel has no address or the kernel refuses.
   */
  Evidence echo(Tunnel tunnel);

  /** Releases the sockets; no answer is told afterwards. */
  @Override
  void close();
}

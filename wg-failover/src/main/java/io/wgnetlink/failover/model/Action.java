package io.wgnetlink.failover.model;

import io.wgnetlink.net.InterfaceName;
import java.time.Duration;

/** Something to be done, decided by the state machine and carried out by others. */
public sealed interface Action {
  /**
   * Send one datagram to the tunnel's probe address; answered by {@link Evidence.NudgeSent} or
   * {@link Evidence.NudgeFailed}.
   *
   * @param tunnel to which peer
   */
  record Nudge(Tunnel tunnel) implements Action {}

  /**
   * Send an ICMP echo request to the tunnel's probe address; answered by {@link Evidence.EchoSent}
   * and, if all is well, {@link Evidence.EchoAnswered}, or by {@link Evidence.NudgeFailed}.
   *
   * @param tunnel to which peer
   */
  record Echo(Tunnel tunnel) implements Action {}

  /**
   * Re-create the peer as it is, in one message, so that the next datagram starts a handshake;
   * answered by {@link Evidence.HandshakeForced} or {@link Evidence.HandshakeNotForced}.
   *
   * @param tunnel which peer
   */
  record ForceHandshake(Tunnel tunnel) implements Action {}

  /**
   * See to it that the peer can be nudged: a pinned, given or made-up address and the way to it.
   *
   * @param tunnel which peer
   */
  record PrepareNudge(Tunnel tunnel) implements Action {}

  /**
   * Read the interface's peers this often.
   *
   * @param device which interface
   * @param interval the time between readings
   */
  record Poll(InterfaceName device, Duration interval) implements Action {}

  /**
   * Move all prefixes of a group; answered by {@link Evidence.Carried} or
   * {@link Evidence.SwitchFailed}.
   *
   * @param group whose prefixes, and no others
   * @param to one of the group's paths
   */
  record Switch(Group group, Path to) implements Action {}
}

package io.wgnetlink.failover.model;

import io.wgnetlink.net.InterfaceName;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that was observed. The time of an observation travels beside it, as nanoseconds of a
 * monotonic clock.
 */
public sealed interface Evidence {
  /**
   * One reading of a peer's counters. Readings without any difference are evidence too: they prove
   * that nothing came.
   *
   * @param tunnel which peer
   * @param rxBytes bytes received since the reading before; 0 in the first one
   * @param txBytes bytes sent since the reading before; 0 in the first one
   * @param handshakeChanged whether the time of the latest handshake is another than before
   * @param everHandshake whether there ever was a handshake
   */
  record Observed(
      Tunnel tunnel, long rxBytes, long txBytes, boolean handshakeChanged, boolean everHandshake)
      implements Evidence {}

  /**
   * The peer is there and was not before, or its counters went back because it was re-created.
   *
   * @param tunnel which peer
   * @param everHandshake whether there ever was a handshake
   */
  record PeerAppeared(Tunnel tunnel, boolean everHandshake) implements Evidence {}

  /**
   * The peer is no longer on the interface.
   *
   * @param tunnel which peer
   */
  record PeerVanished(Tunnel tunnel) implements Evidence {}

  /**
   * The interface could not be read. That says nothing about any peer.
   *
   * @param device which interface
   * @param cause what the kernel said
   */
  record ObservationLost(InterfaceName device, String cause) implements Evidence {}

  /**
   * A nudge was handed to the interface.
   *
   * @param tunnel to which peer
   */
  record NudgeSent(Tunnel tunnel) implements Evidence {}

  /**
   * A nudge could not be sent; no silence can be concluded from it.
   *
   * @param tunnel to which peer
   * @param cause what the kernel said
   */
  record NudgeFailed(Tunnel tunnel, String cause) implements Evidence {}

  /**
   * An echo request was handed to the interface. It is data, and so a nudge as well.
   *
   * @param tunnel to which peer
   * @param sequence tells it from the last 255; 0 to 65535
   */
  record EchoSent(Tunnel tunnel, int sequence) implements Evidence {}

  /**
   * An echo request was answered, which proves both directions.
   *
   * @param tunnel by which peer
   * @param sequence of the request
   * @param roundTrip the time between
   */
  record EchoAnswered(Tunnel tunnel, int sequence, Duration roundTrip) implements Evidence {}

  /**
   * The peer was re-created by ourselves, as it was: its session is gone, its counters begin at
   * zero, and a handshake that shows from now on is a new one.
   *
   * @param tunnel which peer
   */
  record HandshakeForced(Tunnel tunnel) implements Evidence {}

  /**
   * The peer could not be re-created, or only later.
   *
   * @param tunnel which peer
   * @param cause why not
   */
  record HandshakeNotForced(Tunnel tunnel, String cause) implements Evidence {}

  /**
   * A session that somebody else keeps through the tunnel is up, as one of BFD: both directions are
   * proved.
   *
   * @param tunnel which tunnel
   * @param source who keeps it, as {@code BFD}
   */
  record SessionUp(Tunnel tunnel, String source) implements Evidence {}

  /**
   * A session through the tunnel is down; of consequence only when it was up before.
   *
   * @param tunnel which tunnel
   * @param source who keeps it
   * @param silent for how long nothing had come by then
   * @param cause what the source says, for people
   */
  record SessionDown(Tunnel tunnel, String source, Duration silent, String cause)
      implements Evidence {}

  /**
   * Nothing is known of a session any more: it was ended on purpose, or its source stopped.
   *
   * @param tunnel which tunnel
   * @param source who kept it
   */
  record SessionUnknown(Tunnel tunnel, String source) implements Evidence {}

  /**
   * How well the tunnel carries, by somebody else's probes through it. Counts instead of what the
   * echo requests show, until the tunnel goes down.
   *
   * @param tunnel which tunnel
   * @param quality what was measured
   */
  record Measured(Tunnel tunnel, Quality quality) implements Evidence {}

  /**
   * The group's prefixes are carried by this path: read from the kernel at the start, or read back
   * after a switch.
   *
   * @param group name of the group
   * @param path name of the path
   * @param verification what is known of it
   */
  record Carried(String group, String path, Verification verification) implements Evidence {
    /** Creates evidence that was only read. */
    public Carried(String group, String path) {
      this(group, path, Verification.READ_BACK);
    }
  }

  /**
   * A switch was refused or failed.
   *
   * @param group name of the group
   * @param path name of the path that was wanted
   * @param cause why not
   * @param carriedBy name of the path that carries the prefixes, as read afterwards; empty when
   *     that could not be read
   */
  record SwitchFailed(String group, String path, String cause, Optional<String> carriedBy)
      implements Evidence {}
}

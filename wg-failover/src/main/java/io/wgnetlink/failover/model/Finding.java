package io.wgnetlink.failover.model;

/**
 * What evidence proved: the reason of a state change or a decision.
 *
 * @param kind for programs
 * @param text for people, with the numbers
 */
public record Finding(Kind kind, String text) {
  /** The kinds of conclusions. */
  public enum Kind {
    /** The kernel's handshake time changed: both directions are proved. */
    HANDSHAKE,
    /** Something came back after a nudge, on a tunnel that had a handshake. */
    ANSWER,
    /** Enough answers in a row after a new handshake. */
    HELD_UP,
    /** Data or nudges stayed unanswered for longer than a live peer needs. */
    PROMISE_BROKEN,
    /** Nudges stayed unanswered. */
    NUDGE_SILENCE,
    /** Echo requests stayed unanswered, on a tunnel that loses few. */
    ECHO_SILENCE,
    /** A session that somebody keeps through the tunnel is down, as one of BFD. */
    SESSION_DOWN,
    /** A session that somebody keeps through the tunnel is up. */
    SESSION_UP,
    /** A tunnel that always answered within a second suddenly does not. */
    UNUSUAL_SILENCE,
    /** A peer that was suspect did not answer handshakes that were forced either. */
    HANDSHAKE_UNANSWERED,
    /** The kernel gave the session up: 15 s of unanswered data, then an unanswered initiation. */
    KERNEL_VERDICT,
    /** The peer repeats its initiations: ours do not reach it. */
    ONE_WAY,
    /** The peer is new on the interface, or was re-created. */
    PEER_APPEARED,
    /** The peer is no longer on the interface. */
    PEER_VANISHED,
    /** The kernel could not be read. */
    OBSERVATION_LOST,
    /** The kernel can be read again. */
    OBSERVATION_RESUMED,
    /** Readings came too late to conclude anything from them. */
    LATE,
    /** The path's peer never had a handshake, and another path is up. */
    NEVER_PROVED,
    /** A more preferred path is up. */
    PREFERRED,
    /** A path that is preferred equally was measured to be better for long enough. */
    BETTER,
    /** The tunnel is drained, and another path can carry its traffic. */
    DRAINED,
    /** The operator wants it. */
    ORDERED
  }

  @Override
  public String toString() {
    return text;
  }
}

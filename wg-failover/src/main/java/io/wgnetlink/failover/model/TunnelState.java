package io.wgnetlink.failover.model;

/** What is known about a tunnel. */
public enum TunnelState {
  /** Nothing is proved yet: just started, or the peer is new or was re-created. */
  UNKNOWN,
  /** Both directions were proved, and nothing speaks against them since. */
  UP,
  /** The peer broke WireGuard's promise to answer data within 10 s; still used. */
  SUSPECT,
  /** Proved dead in at least one direction. */
  DOWN,
  /** A handshake completed after death; more proofs are awaited before it is used again. */
  PROBATION,
  /** The kernel could not be read: nothing is decided until it can. */
  FROZEN
}

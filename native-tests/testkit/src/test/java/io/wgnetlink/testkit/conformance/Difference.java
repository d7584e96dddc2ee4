package io.wgnetlink.testkit.conformance;

/**
 * What a machine does otherwise than the kernel, for a reason that lies outside of this library.
 */
public enum Difference {
  /** The daemon keeps its peers in a map, whose order changes from one reading to the next. */
  PEERS_IN_ANY_ORDER,

  /** The daemon reads {@code %scope} of an endpoint, but neither keeps nor tells it. */
  ENDPOINTS_WITHOUT_SCOPE,

  /**
   * The daemon binds its port when it starts, and keeps it bound whether the interface is up or
   * down: so there always is a port, and one that is taken is refused at once.
   */
  LISTENS_WHILE_DOWN,

  /** The daemon closes its sockets before it tries a port; when that is taken, it has none. */
  DEAF_AFTER_A_TAKEN_PORT,

  /** The kernel is asked first whether the interface is its own, and that counts as an attempt. */
  READS_IN_A_SECOND_ATTEMPT
}

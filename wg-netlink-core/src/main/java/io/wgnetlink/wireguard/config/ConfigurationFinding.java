package io.wgnetlink.wireguard.config;

import java.util.OptionalInt;

/**
 * What is odd about a configuration that can be read, as {@code wg} would read it. Immutable, and
 * without secrets.
 *
 * @param kind what it is
 * @param line the number of the line, from 1; empty when a value was checked and not a text
 * @param peer the place of the peer among the peers, from 0; empty when it is about the interface
 * @param detail what it is about, for example the prefix
 */
public record ConfigurationFinding(Kind kind, OptionalInt line, OptionalInt peer, String detail) {
  /** What can be odd. */
  public enum Kind {
    /** Two peers are given one prefix; the later one has it. */
    PREFIX_OF_TWO_PEERS,
    /** Two sections are about one peer; the later one's allowed IPs replace the earlier one's. */
    PEER_TWICE,
    /** A peer has the device's own key; the kernel ignores it. */
    OWN_KEY_AS_PEER,
    /** A peer has the zero key; such an update is refused. */
    PUBLIC_KEY_ZERO,
    /** An endpoint has port 0; such an update is refused. */
    ENDPOINT_PORT_ZERO,
    /** A prefix has bits set beyond its length; they are cleared. {@code wg} warns of it. */
    HOST_BITS,
    /** A peer has no allowed IPs: nothing can be sent to it, and what it sends is dropped. */
    PEER_WITHOUT_ALLOWED_IPS,
    /** A peer has no endpoint and the device no fixed port: neither can find the other. */
    PEER_UNREACHABLE,
    /** The device has no private key: there can be no handshake. */
    NO_PRIVATE_KEY
  }
}

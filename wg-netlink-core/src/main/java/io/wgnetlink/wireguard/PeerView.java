package io.wgnetlink.wireguard;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel says of one peer, decoded on access; valid inside {@link DeviceVisitor#peer}
 * only.
 *
 * <p>What returns a primitive or an enum constant allocates nothing, so that a device of any size
 * can be followed without garbage. What returns an object makes a new one on each call; keys are
 * the caller's to close.
 */
public interface PeerView {
  /**
   * Returns whether this is the rest of the peer seen last: there are a public key and further
   * allowed IPs, and everything else is absent or 0.
   */
  boolean isContinuation();

  /** Returns whether the peer has this public key. */
  boolean hasPublicKey(PublicKey key);

  /** Copies the 32 bytes of the public key. */
  void copyPublicKey(byte[] into, int offset);

  /** Returns the public key. */
  PublicKey publicKey();

  /** Returns the preshared key; empty when there is none. */
  Optional<PresharedKey> presharedKey();

  /** Returns whether the kernel knows where the peer is. */
  boolean hasEndpoint();

  /**
   * Returns the family of the endpoint's address.
   *
   * @throws IllegalStateException when there is no endpoint, as the other accessors of its parts
   */
  AddressFamily endpointFamily();

  /** Returns the first 64 bits of an IPv6 endpoint address; 0 for IPv4. */
  long endpointAddressHigh();

  /** Returns the last 64 bits of an IPv6 endpoint address, or the 32 bits of an IPv4 one. */
  long endpointAddressLow();

  /** Returns the UDP port of the endpoint. */
  int endpointPort();

  /** Returns the interface index that goes with a link-local endpoint address, else 0. */
  int endpointScopeId();

  /** Returns the endpoint; empty when there is none. */
  Optional<Endpoint> endpoint();

  /** Returns the interval in seconds; 0 when it is off. */
  int persistentKeepaliveSeconds();

  /** Returns whether there was a handshake; its time is 0 when not. */
  default boolean hasHandshake() {
    return handshakeSeconds() != 0 || handshakeNanos() != 0;
  }

  /** Returns the seconds since the epoch of the latest handshake. */
  long handshakeSeconds();

  /** Returns the nanoseconds, 0 to 999,999,999, that {@link #handshakeSeconds()} leaves out. */
  int handshakeNanos();

  /** Returns the bytes received, an unsigned 64-bit number. */
  long rxBytes();

  /** Returns the bytes sent, an unsigned 64-bit number. */
  long txBytes();

  /** Returns a cursor, always the same one, before the first allowed IP of this view. */
  AllowedIpCursor allowedIps();

  /** Returns attributes that this library has no name for. */
  List<UnknownAttribute> unknownAttributes();
}

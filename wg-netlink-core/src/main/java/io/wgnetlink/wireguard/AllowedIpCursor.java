package io.wgnetlink.wireguard;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;

/**
 * Walks the allowed IPs of a {@link PeerView}; valid as long as that view.
 *
 * <pre>{@code
 * AllowedIpCursor ips = peer.allowedIps();
 * while (ips.next()) {
 *   count[ips.family().ordinal()]++;
 * }
 * }</pre>
 */
public interface AllowedIpCursor {
  /** Moves to the next allowed IP; returns false at the end. */
  boolean next();

  /** Returns the address family. */
  AddressFamily family();

  /** Returns the number of leading bits that count. */
  int length();

  /** Returns the first 64 bits of an IPv6 address; 0 for IPv4. */
  long addressHigh();

  /** Returns the last 64 bits of an IPv6 address, or the 32 bits of an IPv4 one. */
  long addressLow();

  /** Returns the prefix as a value. */
  IpPrefix prefix();

  /** Returns whether it is this prefix, as {@link #prefix()} is made to find out by default. */
  default boolean is(IpPrefix other) {
    return prefix().equals(other);
  }
}

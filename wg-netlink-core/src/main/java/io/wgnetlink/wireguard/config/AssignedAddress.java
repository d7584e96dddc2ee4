package io.wgnetlink.wireguard.config;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import java.net.InetAddress;

/**
 * An entry of wg-quick's {@code Address}: an address of the interface, and how long the prefix of
 * its network is. Immutable.
 *
 * @param address the interface's address
 * @param length the length of the network's prefix, 0 to 32 or 0 to 128
 */
public record AssignedAddress(InetAddress address, int length) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when the length does not fit the address
   */
  public AssignedAddress {
    IpPrefix.of(address, length);
    address = IpAddresses.of(address.getAddress());
  }

  /** Returns an address that is a network of its own, a /32 or /128. */
  public static AssignedAddress of(InetAddress address) {
    return new AssignedAddress(address, AddressFamily.of(address).bits());
  }

  /** Returns the network that the address is of. */
  public IpPrefix network() {
    return IpPrefix.of(address, length);
  }

  /** Returns {@code ADDRESS/LENGTH}. */
  @Override
  public String toString() {
    return IpAddresses.format(address) + "/" + length;
  }
}

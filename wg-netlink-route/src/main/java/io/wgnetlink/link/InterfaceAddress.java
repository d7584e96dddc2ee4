package io.wgnetlink.link;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * An address of a link with the length of its network, such as {@code 172.29.1.16/24}. Unlike an
 * {@link IpPrefix} it keeps the bits of the host. Immutable.
 *
 * @param address the address
 * @param prefixLength leading bits that name the network; the kernel makes a route to it
 * @param flags flags; of a new address {@code NODAD} and {@code NOPREFIXROUTE} count
 * @param peer the address of the other end, where the link is point-to-point with such
 * @param broadcast the broadcast address of the network, IPv4 only
 */
public record InterfaceAddress(
    InetAddress address,
    int prefixLength,
    Set<AddressFlag> flags,
    Optional<InetAddress> peer,
    Optional<InetAddress> broadcast) {

  public InterfaceAddress {
    int bits = AddressFamily.of(address).bits();
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " of "
          + IpAddresses.format(address) + " is not in 0 to " + bits);
    }
    flags = Set.copyOf(flags);
  }

  /** Returns an address without flags. */
  public static InterfaceAddress of(InetAddress address, int prefixLength) {
    return new InterfaceAddress(
        address, prefixLength, Set.of(), Optional.empty(), Optional.empty());
  }

  /**
   * Parses {@code ADDRESS/LENGTH} or a bare {@code ADDRESS}, which means /32 or /128, as strictly
   * as {@link IpPrefix#parse}.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static InterfaceAddress parse(String text) {
    IpPrefix network = IpPrefix.parse(text);
    int slash = text.indexOf('/');
    InetAddress address = IpAddresses.parse(slash < 0 ? text : text.substring(0, slash));
    return of(address, network.length());
  }

  /**
   * Returns the address without duplicate address detection, so that it can be used at once. IPv4
   * has none.
   */
  public InterfaceAddress withoutDad() {
    return withFlag(AddressFlag.NODAD);
  }

  /** Returns the address with one more flag. */
  public InterfaceAddress withFlag(AddressFlag flag) {
    EnumSet<AddressFlag> more = EnumSet.of(flag);
    more.addAll(flags);
    return new InterfaceAddress(address, prefixLength, more, peer, broadcast);
  }

  public AddressFamily family() {
    return AddressFamily.of(address);
  }

  /** Returns the network that the address is of. */
  public IpPrefix prefix() {
    return IpPrefix.of(address, prefixLength);
  }

  /** Returns whether the address can be used: not tentative, no duplicate. */
  public boolean isUsable() {
    return !flags.contains(AddressFlag.TENTATIVE) && !flags.contains(AddressFlag.DADFAILED);
  }

  /** Returns {@code ADDRESS/LENGTH}. */
  @Override
  public String toString() {
    return IpAddresses.format(address) + "/" + prefixLength;
  }
}

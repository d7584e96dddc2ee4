package io.wgnetlink.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP network: an address and the number of its leading bits that count, such as
 * {@code fd00::/64}.
 *
 * <p>Bits beyond the length are cleared on construction, as the kernel clears them in allowed IPs
 * and routes, so {@code 10.9.8.7/24} equals {@code 10.9.8.0/24}. A scope of an IPv6 address is
 * dropped. Instances are immutable; they sort by family, then address (unsigned), then length.
 *
 * @param address the first address of the network
 * @param length the number of leading bits, 0 to 32 or 0 to 128
 */
public record IpPrefix(InetAddress address, int length) implements Comparable<IpPrefix> {
  private static final Comparator<IpPrefix> ORDER = Comparator.comparing(IpPrefix::family)
      .thenComparing(p -> p.address.getAddress(), Arrays::compareUnsigned)
      .thenComparingInt(IpPrefix::length);

  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

  public IpPrefix {
    int bits = AddressFamily.of(address).bits();
    if (length < 0 || length > bits) {
      throw new IllegalArgumentException("prefix length " + length + " of "
          + IpAddresses.format(address) + " is not in 0 to " + bits);
    }
    byte[] bytes = address.getAddress();
    if (clearHostBits(bytes, length) || hasScope(address)) {
      address = IpAddresses.of(bytes);
    }
  }

  /**
   * Returns the network of the given length that holds the address.
   *
   * @throws IllegalArgumentException when the length does not fit the address family
   */
  public static IpPrefix of(InetAddress address, int length) {
    return new IpPrefix(address, length);
  }

  /** Returns the network that holds just this address, a /32 or /128. */
  public static IpPrefix host(InetAddress address) {
    return new IpPrefix(address, AddressFamily.of(address).bits());
  }

  /**
   * Parses {@code ADDRESS/LENGTH} or a bare {@code ADDRESS}, which means /32 or /128. The address
   * is a strict literal ({@link IpAddresses#parse}), the length decimal without sign or leading
   * zeros.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static IpPrefix parse(String text) {
    return find(text).orElseThrow(() -> notThePrefix(text));
  }

  /**
   * Returns the prefix that a text is, as {@link #parse} reads it, or empty. It throws nothing, as
   * {@link IpAddresses#find} does not.
   */
  public static Optional<IpPrefix> find(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return IpAddresses.find(text).map(IpPrefix::host);
    }
    String length = text.substring(slash + 1);
    if (!LENGTH.matcher(length).matches()) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(length);
    return IpAddresses.find(text.substring(0, slash))
        .filter(address -> bits <= AddressFamily.of(address).bits())
        .map(address -> new IpPrefix(address, bits));
  }

  private static IllegalArgumentException notThePrefix(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    return new IllegalArgumentException(
        IpAddresses.find(address).isEmpty()
            ? "'" + address + "' is not an IPv4 or IPv6 address"
            : "'" + text + "' has no prefix length after the slash that fits the address");
  }

  /** Returns the address family. */
  public AddressFamily family() {
    return AddressFamily.of(address);
  }

  /** Returns whether the address is of this network; never for an address of the other family. */
  public boolean contains(InetAddress other) {
    return AddressFamily.of(other) == family() && startsSame(other.getAddress());
  }

  /** Returns whether every address of the other network is of this one; a network covers itself. */
  public boolean covers(IpPrefix other) {
    return length <= other.length && contains(other.address);
  }

  private boolean startsSame(byte[] other) {
    clearHostBits(other, length);
    return Arrays.equals(other, address.getAddress());
  }

  /** Returns whether there were any. */
  private static boolean clearHostBits(byte[] bytes, int length) {
    int cleared = 0;
    for (int i = length / Byte.SIZE; i < bytes.length; i++) {
      byte mask = (byte) (i == length / Byte.SIZE ? 0xff00 >> length % Byte.SIZE : 0);
      cleared |= bytes[i] & ~mask;
      bytes[i] &= mask;
    }
    return cleared != 0;
  }

  private static boolean hasScope(InetAddress address) {
    return address instanceof Inet6Address v6 && v6.getScopeId() != 0;
  }

  @Override
  public int compareTo(IpPrefix other) {
    return ORDER.compare(this, other);
  }

  /** Returns {@code ADDRESS/LENGTH}, with the address as {@link IpAddresses#format} prints it. */
  @Override
  public String toString() {
    return IpAddresses.format(address) + "/" + length;
  }
}

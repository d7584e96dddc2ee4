package io.wgnetlink.wireguard.config;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import java.net.InetAddress;

/**
 * An entry of {@code AllowedIPs}: a prefix, and whether it is added or removed. Immutable.
 *
 * @param sign what stands before it
 * @param address as it was given, with the bits that do not count
 * @param length the number of leading bits that count, 0 to 32 or 0 to 128
 */
public record AllowedIpEdit(Sign sign, InetAddress address, int length) {
  /** What stands before a prefix. */
  public enum Sign {
    /** Nothing: the prefix is one of those that the peer has, after all others are removed. */
    NONE(""),
    /** {@code +}: the prefix is added to those that the peer has. */
    ADD("+"),
    /** {@code -}: the prefix is removed from those that the peer has. */
    REMOVE("-");

    private final String text;

    Sign(String text) {
      this.text = text;
    }
  }

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when the length does not fit the address
   */
  public AllowedIpEdit {
    IpPrefix.of(address, length);
    address = IpAddresses.of(address.getAddress());
  }

  /** Returns an entry without a sign. */
  public static AllowedIpEdit of(IpPrefix prefix) {
    return new AllowedIpEdit(Sign.NONE, prefix.address(), prefix.length());
  }

  /** Returns the prefix, without the bits that do not count. */
  public IpPrefix prefix() {
    return IpPrefix.of(address, length);
  }

  /** Returns whether bits are set that do not count, of which {@code wg} warns. */
  public boolean hasHostBits() {
    return !prefix().address().equals(address);
  }

  String withoutSign() {
    return IpAddresses.format(address) + "/" + length;
  }

  /** Returns the entry as it is written, for example {@code +10.0.0.0/8}. */
  @Override
  public String toString() {
    return sign.text + withoutSign();
  }
}

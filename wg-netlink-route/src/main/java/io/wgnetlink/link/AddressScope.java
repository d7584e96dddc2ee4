package io.wgnetlink.link;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * How far an address is valid, {@code RT_SCOPE_*} in {@code uapi/linux/rtnetlink.h}. Numbers
 * without a name here are the administrator's. Immutable.
 *
 * @param number the kernel's number; the larger, the nearer
 */
public record AddressScope(int number) {
  /** Everywhere. */
  public static final AddressScope GLOBAL = new AddressScope(0);

  /** Inside this site: what is left of IPv6's site-local addresses. */
  public static final AddressScope SITE = new AddressScope(200);

  /** On this link. */
  public static final AddressScope LINK = new AddressScope(253);

  /** Inside this host. */
  public static final AddressScope HOST = new AddressScope(254);

  public AddressScope {
    if (number < 0 || number > 0xff) {
      throw new IllegalArgumentException("address scope " + number + " is not in 0 to 255");
    }
  }

  /**
   * Returns the scope that an address usually has: for IPv6 the one that it always has, for IPv4
   * that which {@code ip} gives it.
   */
  public static AddressScope usual(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return HOST;
    }
    if (address instanceof Inet4Address) {
      return GLOBAL;
    }
    if (address.isMCNodeLocal()) {
      return HOST;
    }
    if (address.isLinkLocalAddress() || address.isMCLinkLocal()) {
      return LINK;
    }
    return address.isSiteLocalAddress() || address.isMCSiteLocal() ? SITE : GLOBAL;
  }

  /** Returns the scope as {@code ip address} has it. */
  @Override
  public String toString() {
    return switch (number) {
      case 0 -> "global";
      case 200 -> "site";
      case 253 -> "link";
      case 254 -> "host";
      default -> Integer.toString(number);
    };
  }
}

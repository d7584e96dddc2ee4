package io.wgnetlink.net;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The two address families that an IP packet can have, with the numbers that the kernel uses. */
public enum AddressFamily {
  /** {@code AF_INET}, {@code linux/socket.h}. */
  IPV4(2, 32),
  /** {@code AF_INET6}, {@code linux/socket.h}. */
  IPV6(10, 128);

  private final int number;
  private final int bits;

  AddressFamily(int number, int bits) {
    this.number = number;
    this.bits = bits;
  }

  /**
   * Returns the family of an address; an {@code Inet6Address} is IPv6 also when it is v4-mapped.
   */
  public static AddressFamily of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }

  /** Returns the kernel's number of the family, {@code AF_INET} or {@code AF_INET6}. */
  public int number() {
    return number;
  }

  /** Returns the length of an address in bits, 32 or 128. */
  public int bits() {
    return bits;
  }

  /** Returns the length of an address in bytes, 4 or 16. */
  public int bytes() {
    return bits / Byte.SIZE;
  }
}

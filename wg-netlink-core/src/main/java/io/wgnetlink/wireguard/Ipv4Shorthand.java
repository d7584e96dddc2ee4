package io.wgnetlink.wireguard;

import io.wgnetlink.net.IpAddresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * IPv4 addresses as {@code inet_aton(3)} reads them, and with it {@code wg}: one to four numbers,
 * the last of which fills what is left ({@code 127.1}); hexadecimal after {@code 0x}, octal after a
 * zero. The JDK takes {@code 010.0.0.1} for 10.0.0.1, and {@code wg} for 8.0.0.1.
 */
final class Ipv4Shorthand {
  private static final int PARTS = 4;
  private static final long MAX_ADDRESS = 0xffffffffL;

  private Ipv4Shorthand() {}

  static Optional<InetAddress> parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length > PARTS) {
      return Optional.empty();
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      int bits = last ? Integer.SIZE - Byte.SIZE * i : Byte.SIZE;
      long value = number(parts[i]);
      if (value < 0 || value >> bits != 0) {
        return Optional.empty();
      }
      address = address << bits | value;
    }
    return Optional.of(
        IpAddresses.of(ByteBuffer.allocate(Integer.BYTES).putInt((int) address).array()));
  }

  /** Returns a number as C spells it, or -1 when it is none or above 32 bits. */
  private static long number(String text) {
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    int radix = hex ? 16 : text.startsWith("0") ? 8 : 10;
    String digits = hex ? text.substring(2) : text;
    long value = digits.isEmpty() ? -1 : 0;
    for (int i = 0; i < digits.length() && value >= 0; i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      value = digit < 0 ? -1 : value * radix + digit;
      value = value > MAX_ADDRESS ? -1 : value;
    }
    return value;
  }
}

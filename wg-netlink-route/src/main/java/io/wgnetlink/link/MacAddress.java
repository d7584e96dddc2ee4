package io.wgnetlink.link;

import java.util.HexFormat;

/**
 * The 48-bit hardware address of an Ethernet-like link. Immutable.
 *
 * @param bits the six bytes, first byte highest, in the low 48 bits
 */
public record MacAddress(long bits) {
  /** {@code ETH_ALEN}, {@code uapi/linux/if_ether.h}. */
  public static final int BYTES = 6;

  private static final HexFormat FORMAT = HexFormat.ofDelimiter(":");

  public MacAddress {
    if (bits >>> (BYTES * Byte.SIZE) != 0) {
      throw new IllegalArgumentException("a hardware address has 48 bits, not " + bits);
    }
  }

  /** Returns the address that these six bytes are. */
  public static MacAddress of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hardware address has 6 bytes, not " + bytes.length);
    }
    long bits = 0;
    for (byte b : bytes) {
      bits = bits << Byte.SIZE | Byte.toUnsignedInt(b);
    }
    return new MacAddress(bits);
  }

  /**
   * Parses six pairs of hexadecimal digits separated by colons.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static MacAddress parse(String text) {
    try {
      return of(FORMAT.parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a hardware address such as 02:00:00:00:00:01", e);
    }
  }

  /** Returns the six bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bytes[i] = (byte) (bits >>> ((BYTES - 1 - i) * Byte.SIZE));
    }
    return bytes;
  }

  /** Returns the address as {@code ip link} prints it, for example {@code 02:00:00:00:00:01}. */
  @Override
  public String toString() {
    return FORMAT.formatHex(toBytes());
  }
}

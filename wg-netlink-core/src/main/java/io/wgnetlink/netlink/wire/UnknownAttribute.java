package io.wgnetlink.netlink.wire;

import java.util.Arrays;

/**
 * An attribute that this library has no name for: kept as it came from a newer or patched kernel,
 * to be sent along when the object that had it is written again. A caller who knows what such a
 * kernel takes can {@linkplain #of make} one; the library checks nothing about it. Immutable.
 */
public final class UnknownAttribute {
  private final int type;
  private final byte[] payload;

  UnknownAttribute(int type, byte[] payload) {
    this.type = type;
    this.payload = payload;
  }

  /**
   * Makes an attribute.
   *
   * @param type its number, 0 to 0x3fff, without the flags for nested and for byte order
   * @param payload the bytes as they are sent, numbers in the machine's own byte order unless the
   *     kernel's header says otherwise; nested attributes with their headers and their padding
   * @throws IllegalArgumentException when the number is another, or the payload is longer than
   *     65531 bytes
   */
  public static UnknownAttribute of(int type, byte[] payload) {
    if ((type & ~AttributeHeader.NLA_TYPE_MASK) != 0) {
      throw new IllegalArgumentException("attribute number " + type + " is not in 0 to 16383");
    }
    int most = AttributeHeader.MAX_LENGTH - AttributeHeader.LENGTH;
    if (payload.length > most) {
      throw new IllegalArgumentException(
          "attribute " + type + " of " + payload.length + " bytes; it has at most " + most);
    }
    return new UnknownAttribute(type, payload.clone());
  }

  /** Returns the attribute's number. */
  public int type() {
    return type;
  }

  /** Returns a copy of the payload. */
  public byte[] payload() {
    return payload.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnknownAttribute that
        && type == that.type
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return 31 * type + Arrays.hashCode(payload);
  }

  /** Returns number and length; the bytes are left out, they could be a secret. */
  @Override
  public String toString() {
    return "attribute " + type + " of " + payload.length + " bytes";
  }
}

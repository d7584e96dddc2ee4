package io.wgnetlink.netlink.wire;

import java.util.Arrays;

/**
 * An attribute that this library has no name for, kept as it came: a newer or patched kernel's.
 * Immutable.
 */
public final class UnknownAttribute {
  private final int type;
  private final byte[] payload;

  UnknownAttribute(int type, byte[] payload) {
    this.type = type;
    this.payload = payload;
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

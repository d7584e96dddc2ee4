package io.wgnetlink.link;

/** How the kernel writes the value of an option of a bridge or of its port. */
public enum OptionForm {
  U8(1),
  U16(2),
  /** 16 bits, highest byte first. */
  BE16(2),
  U32(4),
  U64(8),
  /** The six bytes of a hardware address, first byte highest: {@link MacAddress#bits()}. */
  MAC(6),
  /** Two bytes of priority and six of a hardware address, first byte highest. */
  ID(8);

  private final int bytes;

  OptionForm(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the length of a value. */
  public int bytes() {
    return bytes;
  }

  /** Returns whether a value can be written in this form; those of 64 bits are unsigned. */
  public boolean allows(long value) {
    return bytes == Long.BYTES || value >>> (bytes * Byte.SIZE) == 0;
  }
}

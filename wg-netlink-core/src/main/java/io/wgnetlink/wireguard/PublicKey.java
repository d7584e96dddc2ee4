package io.wgnetlink.wireguard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The public key of a peer or a device, a point of Curve25519.
 *
 * <p>Any 32 bytes are accepted here, as the kernel accepts them. Instances are immutable. Equality
 * takes the same time whatever the bytes are.
 */
public final class PublicKey {
  /** The length of a key in bytes, {@code WG_KEY_LEN}, {@code uapi/linux/wireguard.h}. */
  public static final int BYTES = KeyCodec.BYTES;

  private static final String KIND = "public key";

  // The bytes as numbers in network order: devices have many peers, and what is read of each is
  // compared with a key and looked up by it.
  private final long first;
  private final long second;
  private final long third;
  private final long fourth;

  private PublicKey(ByteBuffer bytes, int at) {
    first = word(bytes, at, 0);
    second = word(bytes, at, 1);
    third = word(bytes, at, 2);
    fourth = word(bytes, at, 3);
  }

  /**
   * Parses the canonical base64 form, 44 characters, as strictly as {@code wg} does.
   *
   * @throws KeyFormatException when the text is anything else
   */
  public static PublicKey parse(CharSequence base64) {
    return of(KeyCodec.parse(KIND, base64));
  }

  /**
   * Returns the key that the bytes are; they are copied.
   *
   * @throws KeyFormatException when there are not 32 of them
   */
  public static PublicKey of(byte[] bytes) {
    KeyCodec.requireLength(KIND, bytes);
    return of(ByteBuffer.wrap(bytes), 0);
  }

  /**
   * Returns the key that lies at an offset of a buffer, whatever the order of the buffer; the bytes
   * are copied.
   *
   * @throws IndexOutOfBoundsException when the buffer ends before the key
   */
  public static PublicKey of(ByteBuffer buffer, int at) {
    return new PublicKey(buffer, at);
  }

  private static long word(ByteBuffer buffer, int at, int index) {
    long word = buffer.getLong(at + index * Long.BYTES);
    return buffer.order() == ByteOrder.BIG_ENDIAN ? word : Long.reverseBytes(word);
  }

  /** Returns a copy of the 32 bytes. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(first)
        .putLong(second)
        .putLong(third)
        .putLong(fourth)
        .array();
  }

  /** Returns the byte at an index from 0 to 31, so that a key can be compared without a copy. */
  public byte byteAt(int index) {
    Objects.checkIndex(index, BYTES);
    long word = switch (index / Long.BYTES) {
      case 0 -> first;
      case 1 -> second;
      case 2 -> third;
      default -> fourth;
    };
    int shift = (Long.BYTES - 1 - index % Long.BYTES) * Byte.SIZE;
    return (byte) (word >>> shift);
  }

  /**
   * Returns whether this key lies at an offset of a buffer, whatever the order of the buffer.
   *
   * @throws IndexOutOfBoundsException when the buffer ends before the key
   */
  public boolean isAt(ByteBuffer buffer, int at) {
    return isSame(
        word(buffer, at, 0), word(buffer, at, 1), word(buffer, at, 2), word(buffer, at, 3));
  }

  private boolean isSame(long one, long two, long three, long four) {
    return ((first ^ one) | (second ^ two) | (third ^ three) | (fourth ^ four)) == 0;
  }

  /** Returns whether all bytes are zero; no peer can have such a key. */
  public boolean isZero() {
    return (first | second | third | fourth) == 0;
  }

  /** Returns the canonical base64 form. */
  public String toBase64() {
    return KeyCodec.format(bytes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key && isSame(key.first, key.second, key.third, key.fourth);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(((first * 31 + second) * 31 + third) * 31 + fourth);
  }

  /** Returns the canonical base64 form. */
  @Override
  public String toString() {
    return toBase64();
  }
}

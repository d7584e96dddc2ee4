package io.wgnetlink.wireguard;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The public key of a peer or a device, a point of Curve25519.
 *
 * <p>Any 32 bytes are accepted here, as the kernel accepts them. Instances are immutable.
 */
public final class PublicKey {
  /** The length of a key in bytes, {@code WG_KEY_LEN}, {@code uapi/linux/wireguard.h}. */
  public static final int BYTES = KeyCodec.BYTES;

  private static final String KIND = "public key";
  private final byte[] bytes;

  private PublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Parses the canonical base64 form, 44 characters, as strictly as {@code wg} does.
   *
   * @throws KeyFormatException when the text is anything else
   */
  public static PublicKey parse(CharSequence base64) {
    return new PublicKey(KeyCodec.parse(KIND, base64));
  }

  /**
   * Returns the key that the bytes are; they are copied.
   *
   * @throws KeyFormatException when there are not 32 of them
   */
  public static PublicKey of(byte[] bytes) {
    return new PublicKey(KeyCodec.copy(KIND, bytes));
  }

  static PublicKey owning(byte[] bytes) {
    return new PublicKey(bytes);
  }

  /** Returns a copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns the byte at an index from 0 to 31, so that a key can be compared without a copy. */
  public byte byteAt(int index) {
    return bytes[index];
  }

  /** Returns whether all bytes are zero; no peer can have such a key. */
  public boolean isZero() {
    return KeyCodec.isZero(bytes);
  }

  /** Returns the canonical base64 form. */
  public String toBase64() {
    return KeyCodec.format(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key && MessageDigest.isEqual(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Returns the canonical base64 form. */
  @Override
  public String toString() {
    return toBase64();
  }
}

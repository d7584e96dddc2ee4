package io.wgnetlink.wireguard;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The private key of a device, a scalar of Curve25519.
 *
 * <p>{@link #close} wipes the bytes; afterwards only {@code equals} and {@code toString} can be
 * used. Equality takes the same time whatever the bytes are, {@code toString} never shows them, and
 * the hash code does not depend on them. Safe for use by several threads.
 */
public final class PrivateKey implements AutoCloseable {
  /** The length of a key in bytes, {@code WG_KEY_LEN}, {@code uapi/linux/wireguard.h}. */
  public static final int BYTES = KeyCodec.BYTES;

  private static final String KIND = "private key";
  private final SecretBytes secret;

  private PrivateKey(byte[] owned) {
    this.secret = new SecretBytes(KIND, owned);
  }

  /** Returns a new random key, clamped, so that the kernel returns exactly what it was given. */
  public static PrivateKey generate() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    clamp(bytes);
    return new PrivateKey(bytes);
  }

  /**
   * Parses the canonical base64 form, 44 characters, as strictly as {@code wg} does.
   *
   * @throws KeyFormatException when the text is anything else; its message holds no part of it
   */
  public static PrivateKey parse(CharSequence base64) {
    return new PrivateKey(KeyCodec.parse(KIND, base64));
  }

  /**
   * Returns the key that the bytes are; they are copied, and not clamped.
   *
   * @throws KeyFormatException when there are not 32 of them
   */
  public static PrivateKey of(byte[] bytes) {
    return new PrivateKey(KeyCodec.copy(KIND, bytes));
  }

  /**
   * Returns the key as the kernel stores and returns it: with the bits fixed that Curve25519 fixes
   * (RFC 7748, section 5). The public key is the same.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public PrivateKey clamped() {
    byte[] bytes = secret.copy();
    clamp(bytes);
    return new PrivateKey(bytes);
  }

  /**
   * Derives the public key; takes about a millisecond.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public PublicKey publicKey() {
    byte[] bytes = secret.copy();
    try {
      return PublicKey.of(Curve25519.publicFromPrivate(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Returns a copy of the 32 bytes, which is the caller's to wipe.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public byte[] bytes() {
    return secret.copy();
  }

  /**
   * Returns the canonical base64 form. The string cannot be wiped.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public String toBase64() {
    return secret.toBase64();
  }

  /**
   * Returns whether all bytes are zero, which to the kernel means "no private key".
   *
   * @throws IllegalStateException after {@link #close}
   */
  public boolean isZero() {
    return secret.isZero();
  }

  /** Wipes the key; further calls have no effect. */
  @Override
  public void close() {
    secret.wipe();
  }

  /** Compares the bytes; a closed key equals itself only. */
  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof PrivateKey key && secret.sameAs(key.secret));
  }

  /** Returns the same number for every private key, as any other would tell something about it. */
  @Override
  public int hashCode() {
    return PrivateKey.class.hashCode();
  }

  @Override
  public String toString() {
    return "PrivateKey[redacted]";
  }

  private static void clamp(byte[] scalar) {
    scalar[0] &= (byte) 0xf8;
    scalar[31] = (byte) ((scalar[31] & 0x7f) | 0x40);
  }
}

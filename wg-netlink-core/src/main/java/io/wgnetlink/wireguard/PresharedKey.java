package io.wgnetlink.wireguard;

import java.security.SecureRandom;

/**
 * The preshared key of a peer, a symmetric secret mixed into the handshake.
 *
 * <p>{@link #close} wipes the bytes; afterwards only {@code equals} and {@code toString} can be
 * used. Equality takes the same time whatever the bytes are, {@code toString} never shows them, and
 * the hash code does not depend on them. Safe for use by several threads.
 */
public final class PresharedKey implements AutoCloseable {
  /** The length of a key in bytes, {@code WG_KEY_LEN}, {@code uapi/linux/wireguard.h}. */
  public static final int BYTES = KeyCodec.BYTES;

  private static final String KIND = "preshared key";
  private final SecretBytes secret;

  private PresharedKey(byte[] owned) {
    this.secret = new SecretBytes(KIND, owned);
  }

  /** Returns a new random key. */
  public static PresharedKey generate() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new PresharedKey(bytes);
  }

  /**
   * Parses the canonical base64 form, 44 characters, as strictly as {@code wg} does.
   *
   * @throws KeyFormatException when the text is anything else; its message holds no part of it
   */
  public static PresharedKey parse(CharSequence base64) {
    return new PresharedKey(KeyCodec.parse(KIND, base64));
  }

  /**
   * Returns the key that the bytes are; they are copied.
   *
   * @throws KeyFormatException when there are not 32 of them
   */
  public static PresharedKey of(byte[] bytes) {
    return new PresharedKey(KeyCodec.copy(KIND, bytes));
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
   * Returns whether all bytes are zero, which to the kernel means "no preshared key".
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
    return this == other || (other instanceof PresharedKey key && secret.sameAs(key.secret));
  }

  /**
   * Returns the same number for every preshared key, as any other would tell something about it.
   */
  @Override
  public int hashCode() {
    return PresharedKey.class.hashCode();
  }

  @Override
  public String toString() {
    return "PresharedKey[redacted]";
  }
}

package io.wgnetlink.wireguard;

import java.io.Serial;

/**
 * A key was given in a form that WireGuard does not accept.
 *
 * <p>The message says what kind of key it was and what is wrong with it, and never holds any part
 * of the key.
 */
public final class KeyFormatException extends IllegalArgumentException {
  @Serial
  private static final long serialVersionUID = 1L;

  /** What is wrong with the key. */
  public enum Reason {
    /** The text does not have 44 characters, or there are not 32 bytes. */
    LENGTH,
    /** A character is not of the base64 alphabet, or the last one is not {@code =}. */
    CHARACTERS,
    /** The two unused bits of the last digit are not zero: another text means the same key. */
    NOT_CANONICAL
  }

  private final Reason reason;

  KeyFormatException(String kind, Reason reason) {
    super(kind
        + switch (reason) {
          case LENGTH -> " is not 44 characters of base64, or 32 bytes, long";
          case CHARACTERS -> " has a character that is not base64";
          case NOT_CANONICAL -> " is not canonical base64: unused bits are set";
        });
    this.reason = reason;
  }

  /** Returns what is wrong with the key. */
  public Reason reason() {
    return reason;
  }
}

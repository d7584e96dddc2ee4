package io.wgnetlink.wireguard.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * One line of a reply, {@code key=value} without its newline, and the checks on its value.
 *
 * <p>A view of the receive buffer, valid until the buffer is used again. What it throws names the
 * key and what is wrong, and never the value, which may be a secret; nor a key that is not known
 * here, as a secret in base64 ends with the sign that separates the two.
 */
final class UapiLine {
  private static final int MAX_ERRNO = 4095;

  private static final Set<String> KNOWN = Set.of(
      "private_key",
      "listen_port",
      "fwmark",
      "public_key",
      "preshared_key",
      "protocol_version",
      "endpoint",
      "persistent_keepalive_interval",
      "last_handshake_time_sec",
      "last_handshake_time_nsec",
      "rx_bytes",
      "tx_bytes",
      "allowed_ip",
      "errno");

  private final ByteBuffer text;
  private final int from;
  private final int equalsSign;
  private final int to;
  private final long offset;

  /**
   * Takes a line apart.
   *
   * @param offset where the line begins in the reply, for errors
   * @throws MalformedReplyException when it has no {@code =}
   */
  UapiLine(ByteBuffer text, int from, int to, long offset) {
    this.text = text;
    this.from = from;
    this.to = to;
    this.offset = offset;
    this.equalsSign = indexOfEqualsSign();
  }

  private int indexOfEqualsSign() {
    for (int i = from; i < to; i++) {
      if (text.get(i) == '=') {
        return i;
      }
    }
    throw new MalformedReplyException(offset, "a line that is not key=value");
  }

  String key() {
    return string(from, equalsSign);
  }

  /** Returns the value as text; not for secrets, as a string cannot be wiped. */
  String value() {
    return string(equalsSign + 1, to);
  }

  /** Returns the value, a number without a sign that is at most {@code max}. */
  long number(long max) {
    return bounded(value(), max);
  }

  /** Returns the value, an unsigned 64-bit number. */
  long unsigned() {
    return unsigned(value());
  }

  /** Returns the value, an error number: 0 to 4095 (the kernel's {@code MAX_ERRNO}), or negated. */
  int errno() {
    String text = value();
    return (int) bounded(text.startsWith("-") ? text.substring(1) : text, MAX_ERRNO);
  }

  private long bounded(String digits, long max) {
    long number = unsigned(digits);
    if (number < 0 || number > max) {
      throw malformed("is not a number from 0 to " + max);
    }
    return number;
  }

  private long unsigned(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed("is not a number");
    }
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException tooLarge) {
      throw malformed("does not fit into 64 bits");
    }
  }

  /** Returns the value, a key in hexadecimal digits; the bytes are the caller's to wipe. */
  byte[] hexKey() {
    byte[] key = new byte[HexKey.BYTES];
    if (!HexKey.read(text, equalsSign + 1, to, key)) {
      throw malformed("is not 64 hexadecimal digits");
    }
    return key;
  }

  /** Returns the error that says what is wrong with the value. */
  MalformedReplyException malformed(String reason) {
    String key = key();
    return new MalformedReplyException(
        offset, (KNOWN.contains(key) ? key : "a key that is not known") + " " + reason);
  }

  private String string(int begin, int end) {
    byte[] bytes = new byte[end - begin];
    text.get(begin, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

package io.wgnetlink.wireguard.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The text form of a key in the userspace protocol: 32 bytes as 64 hexadecimal digits, lower case.
 *
 * <p>Neither direction branches on, or indexes a table by, the value of a digit, so that the time
 * taken says nothing about a secret.
 */
final class HexKey {
  static final int BYTES = 32;
  private static final int DIGITS = 2 * BYTES;

  private HexKey() {}

  static void write(byte[] key, ByteBuffer into) {
    for (byte b : key) {
      into.put(digit(b >> 4 & 0xf));
      into.put(digit(b & 0xf));
    }
  }

  /** Reads a key; returns false, and leaves {@code key} zero, unless the text is 64 digits. */
  static boolean read(ByteBuffer text, int from, int to, byte[] key) {
    if (to - from != DIGITS) {
      return false;
    }
    int invalid = 0;
    for (int i = 0; i < BYTES; i++) {
      int high = value(text.get(from + 2 * i));
      int low = value(text.get(from + 2 * i + 1));
      invalid |= high | low;
      key[i] = (byte) (high << 4 | (low & 0xf));
    }
    if (invalid < 0) {
      Arrays.fill(key, (byte) 0);
      return false;
    }
    return true;
  }

  private static byte digit(int value) {
    return (byte) ('0' + value + ((9 - value) >> 31 & 'a' - '0' - 10));
  }

  /** Returns the value of a digit, or -1. */
  private static int value(int c) {
    return -1
        + (within(c, '0', '9') & c - '0' + 1)
        + (within(c, 'a', 'f') & c - 'a' + 11)
        + (within(c, 'A', 'F') & c - 'A' + 11);
  }

  /** Returns all ones when {@code low <= value <= high}, else 0. */
  private static int within(int value, int low, int high) {
    return ~(value - low | high - value) >> (Integer.SIZE - 1);
  }
}

package io.wgnetlink.wireguard;

import io.wgnetlink.wireguard.KeyFormatException.Reason;
import java.util.Arrays;

/**
 * The text form of a key: 32 bytes as 44 characters of base64, in the one canonical spelling.
 *
 * <p>Neither direction branches on, or indexes a table by, the value of a character, so that the
 * time taken says nothing about a secret. The JDK's decoder does both, and also accepts a missing
 * {@code =} and stray bits in the last digit, which {@code wg} refuses.
 */
final class KeyCodec {
  static final int BYTES = 32;
  private static final int TEXT_LENGTH = 44;

  private KeyCodec() {}

  static byte[] parse(String kind, CharSequence text) {
    if (text.length() != TEXT_LENGTH) {
      throw new KeyFormatException(kind, Reason.LENGTH);
    }
    byte[] key = new byte[BYTES];
    int invalid = 0;
    int accumulator = 0;
    int written = 0;
    for (int i = 0; i < TEXT_LENGTH - 1; i++) {
      int digit = digit(text.charAt(i));
      invalid |= digit;
      accumulator = (accumulator << 6) | (digit & 0x3f);
      if (i % 4 == 3) {
        key[written++] = (byte) (accumulator >> 16);
        key[written++] = (byte) (accumulator >> 8);
        key[written++] = (byte) accumulator;
      }
    }
    // The last group is three digits, 18 bits: two bytes, and two bits that must be zero.
    key[written++] = (byte) (accumulator >> 10);
    key[written] = (byte) (accumulator >> 2);
    if (invalid < 0 || text.charAt(TEXT_LENGTH - 1) != '=') {
      Arrays.fill(key, (byte) 0);
      throw new KeyFormatException(kind, Reason.CHARACTERS);
    }
    if ((accumulator & 3) != 0) {
      Arrays.fill(key, (byte) 0);
      throw new KeyFormatException(kind, Reason.NOT_CANONICAL);
    }
    return key;
  }

  static byte[] copy(String kind, byte[] bytes) {
    requireLength(kind, bytes);
    return bytes.clone();
  }

  static void requireLength(String kind, byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new KeyFormatException(kind, Reason.LENGTH);
    }
  }

  static String format(byte[] key) {
    char[] text = new char[TEXT_LENGTH];
    for (int i = 0; i < TEXT_LENGTH - 1; i++) {
      text[i] = character(sextet(key, i));
    }
    text[TEXT_LENGTH - 1] = '=';
    String result = new String(text);
    Arrays.fill(text, '\0');
    return result;
  }

  static boolean isZero(byte[] key) {
    int bits = 0;
    for (byte b : key) {
      bits |= b;
    }
    return bits == 0;
  }

  private static int sextet(byte[] key, int index) {
    int at = index * 6 / Byte.SIZE;
    int next = at + 1 < key.length ? key[at + 1] & 0xff : 0;
    return (((key[at] & 0xff) << Byte.SIZE) | next) >> (10 - index * 6 % Byte.SIZE) & 0x3f;
  }

  /** Returns the value of a base64 digit, or -1. */
  private static int digit(int c) {
    return -1
        + (within(c, 'A', 'Z') & c - 'A' + 1)
        + (within(c, 'a', 'z') & c - 'a' + 27)
        + (within(c, '0', '9') & c - '0' + 53)
        + (within(c, '+', '+') & 63)
        + (within(c, '/', '/') & 64);
  }

  private static char character(int digit) {
    return (char) ((within(digit, 0, 25) & digit + 'A')
        | (within(digit, 26, 51) & digit - 26 + 'a')
        | (within(digit, 52, 61) & digit - 52 + '0')
        | (within(digit, 62, 62) & '+')
        | (within(digit, 63, 63) & '/'));
  }

  /** Returns all ones when {@code low <= value <= high}, else 0. */
  private static int within(int value, int low, int high) {
    return ~(value - low | high - value) >> (Integer.SIZE - 1);
  }
}

package io.wgnetlink.samples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The beginning of a file that should hold one key, in memory that {@link #close} wipes. */
final class KeyText implements AutoCloseable {
  private static final int LENGTH = 44;

  private final byte[] bytes;
  private final CharBuffer text;

  private KeyText(byte[] bytes) {
    this.bytes = bytes;
    this.text = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(bytes));
  }

  /** Reads as many characters as a key has, or fewer when there are no more. */
  static KeyText read(InputStream in) throws IOException {
    return new KeyText(in.readNBytes(LENGTH));
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  boolean isWhole() {
    return bytes.length == LENGTH;
  }

  CharSequence text() {
    return text;
  }

  /** Returns whether a character is white space to {@code isspace(3)}. */
  static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(text.array(), (char) 0);
  }
}

package io.wgnetlink.wireguard.config;

import java.util.Arrays;

/**
 * Characters that grow at the end and can be wiped, also those of arrays that became too small. Not
 * thread-safe.
 */
final class WipeableText implements CharSequence, AutoCloseable {
  private char[] chars;
  private int length;

  WipeableText(int capacity) {
    chars = new char[Math.max(capacity, 16)];
  }

  WipeableText append(char c) {
    ensureRoom(1);
    chars[length++] = c;
    return this;
  }

  WipeableText append(CharSequence text) {
    return append(text, 0, text.length());
  }

  WipeableText append(CharSequence text, int start, int end) {
    ensureRoom(end - start);
    for (int i = start; i < end; i++) {
      chars[length++] = text.charAt(i);
    }
    return this;
  }

  WipeableText append(char[] from, int count) {
    ensureRoom(count);
    System.arraycopy(from, 0, chars, length, count);
    length += count;
    return this;
  }

  /** Forgets the characters, but does not wipe them; they are overwritten by what follows. */
  void clear() {
    length = 0;
  }

  private void ensureRoom(int more) {
    if (more > chars.length - length) {
      int capacity = Math.max(Math.addExact(length, more), chars.length + (chars.length >> 1));
      char[] old = chars;
      chars = Arrays.copyOf(old, capacity);
      Arrays.fill(old, '\0');
    }
  }

  /** Returns the index of a character, or {@code end}. */
  int indexOf(char c, int start, int end) {
    int at = start;
    while (at < end && chars[at] != c) {
      at++;
    }
    return at;
  }

  /** Returns whether the rest from here on begins with an ASCII text, in upper or lower case. */
  boolean startsWithIgnoringCase(String prefix, int start) {
    return regionIsIgnoringCase(prefix, start, start + prefix.length());
  }

  /**
   * Returns whether a part is an ASCII text, in upper or lower case. Unlike with
   * {@link String#equalsIgnoreCase}, no letter beyond ASCII is equal to one of ASCII.
   */
  boolean regionIsIgnoringCase(String text, int start, int end) {
    if (end - start != text.length() || end > length) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (lowerCase(chars[start + i]) != lowerCase(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char lowerCase(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return chars[index];
  }

  /** Returns a view: no copy is made. */
  @Override
  public CharSequence subSequence(int start, int end) {
    return new View(this, start, end);
  }

  /** Returns a copy that cannot be wiped. */
  String string(int start, int end) {
    return new String(chars, start, end - start);
  }

  char[] array() {
    return chars;
  }

  /** Overwrites all characters. */
  @Override
  public void close() {
    Arrays.fill(chars, '\0');
    length = 0;
  }

  @Override
  public String toString() {
    return "[redacted]";
  }

  /** A part of a text, as long as that is not changed. */
  private record View(WipeableText text, int start, int end) implements CharSequence {
    @Override
    public int length() {
      return end - start;
    }

    @Override
    public char charAt(int index) {
      return text.chars[start + index];
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new View(text, start + from, start + to);
    }

    @Override
    public String toString() {
      return "[redacted]";
    }
  }
}

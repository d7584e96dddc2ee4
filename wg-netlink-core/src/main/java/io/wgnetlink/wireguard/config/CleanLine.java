package io.wgnetlink.wireguard.config;

import org.jspecify.annotations.Nullable;

/**
 * A line as {@code wg} sees it: up to the comment, and without any white space.
 *
 * <p>White space is what C calls so, six characters of ASCII. A NUL ends the line, as it does in
 * {@code wg}, whose lines are strings of C.
 */
final class CleanLine implements AutoCloseable {
  private final WipeableText clean = new WipeableText(128);
  private @Nullable WipeableText source;
  private int start;
  private int end;

  void take(WipeableText text, int from, int to) {
    source = text;
    start = from;
    end = commentStart(text, from, to);
    clean.clear();
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (!isSpace(c)) {
        clean.append(c);
      }
    }
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static int commentStart(WipeableText text, int from, int to) {
    return text.indexOf('\0', from, text.indexOf('#', from, to));
  }

  boolean isEmpty() {
    return clean.length() == 0;
  }

  boolean isHeader(Section section) {
    return clean.regionIsIgnoringCase(section.header(), 0, clean.length());
  }

  boolean startsWith(char c) {
    return !isEmpty() && clean.charAt(0) == c;
  }

  /** Returns the key whose name stands before the first {@code =}, or makes up the whole line. */
  @Nullable
  ConfigurationKey key() {
    int nameEnd = clean.indexOf('=', 0, clean.length());
    for (ConfigurationKey key : ConfigurationKey.values()) {
      if (clean.regionIsIgnoringCase(key.text(), 0, nameEnd)) {
        return key;
      }
    }
    return null;
  }

  boolean hasValue(ConfigurationKey key) {
    return clean.length() > key.text().length() + 1;
  }

  /** Returns a view of what follows the key, until the next line is taken. */
  CharSequence secretValue(ConfigurationKey key) {
    return clean.subSequence(key.text().length() + 1, clean.length());
  }

  String value(ConfigurationKey key) {
    return clean.string(key.text().length() + 1, clean.length());
  }

  String wholeLine() {
    return clean.string(0, clean.length());
  }

  /** Returns where the value begins in the text that the line is of. */
  int valueStart(ConfigurationKey key) {
    return sourceIndex(key.text().length() + 1);
  }

  /** Returns where the last character ends in the text that the line is of. */
  int valueEnd() {
    return sourceIndex(clean.length() - 1) + 1;
  }

  /** Returns the index in the text of a character of this line. */
  int sourceIndex(int index) {
    int seen = -1;
    for (int i = start; source != null && i < end; i++) {
      seen += isSpace(source.charAt(i)) ? 0 : 1;
      if (seen == index) {
        return i;
      }
    }
    return end;
  }

  @Override
  public void close() {
    clean.close();
  }
}

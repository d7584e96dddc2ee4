package io.wgnetlink.wireguard.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;

/**
 * The text of a configuration file beside its values: what is not changed is written as it was
 * read, comments and order included. Immutable, but for the secrets, which {@link #close} wipes.
 */
public final class ConfigurationDocument implements AutoCloseable {
  /** The number of bytes or characters that is read where no other limit is given: 64 MiB. */
  public static final int DEFAULT_LIMIT = 64 << 20;

  private ConfigurationDocument() {}

  /**
   * Parses a text.
   *
   * @throws ConfigurationException at the first fault
   */
  public static ConfigurationDocument parse(CharSequence text, Dialect dialect) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a text to its end; the reader stays the caller's to close.
   *
   * @param limit the number of characters that is accepted
   * @throws ConfigurationException at the first fault, and when the text is longer than the limit
   */
  public static ConfigurationDocument read(Reader reader, Dialect dialect, int limit)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Reads a file, or a pipe, up to {@link #DEFAULT_LIMIT}. */
  public static ConfigurationDocument read(Path file, Dialect dialect) throws IOException {
    return read(file, dialect, DEFAULT_LIMIT);
  }

  /**
   * Reads a file, or a pipe.
   *
   * @param limit the number of bytes that is accepted
   * @throws ConfigurationException at the first fault, and when the file is longer than the limit
   */
  public static ConfigurationDocument read(Path file, Dialect dialect, int limit)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns a text for the values, laid out as {@code wg showconf} does.
   *
   * @throws ConfigurationException when the dialect has no words for them
   */
  public static ConfigurationDocument of(Configuration values, Dialect dialect) {
    throw new UnsupportedOperationException();
  }

  /** Returns the format of the text. */
  public Dialect dialect() {
    throw new UnsupportedOperationException();
  }

  /** Returns the values; its secrets are wiped when this is closed. */
  public Configuration configuration() {
    throw new UnsupportedOperationException();
  }

  /** Returns {@link Configuration#check}'s findings with their lines, and those of the text. */
  public List<ConfigurationFinding> check() {
    throw new UnsupportedOperationException();
  }

  /** Returns a text with other values; only the lines of values that differ are others. */
  public ConfigurationDocument with(Configuration values) {
    throw new UnsupportedOperationException();
  }

  /** Returns the text, which holds secrets and cannot be wiped. */
  public String text() {
    throw new UnsupportedOperationException();
  }

  /** Appends the text, which holds secrets. */
  public void writeTo(Appendable out) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes the text to a file that only its owner can read, by way of a new file that takes the
   * place of the old one.
   */
  public void write(Path file) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Wipes the text and the secrets among the values. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String toString() {
    return "ConfigurationDocument[redacted]";
  }
}

package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.config.ConfigurationException.Place;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import io.wgnetlink.wireguard.config.ConfigurationFinding.Kind;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The text of a configuration file beside its values: what is not changed is written as it was
 * read, comments, order and spelling included.
 *
 * <pre>{@code
 * try (ConfigurationDocument before = ConfigurationDocument.read(file, Dialect.WG_QUICK);
 *     ConfigurationDocument after = before.with(changed(before.configuration()))) {
 *   after.write(file);
 * }
 * }</pre>
 *
 * <p><b>Grammar.</b> What {@code wg} accepts is accepted, and nothing else, with the same meaning:
 * {@code #} begins a comment anywhere; white space inside a line does not count; sections and keys
 * are in upper or lower case; several {@code [Interface]} sections are one; of a value that is
 * given again, the last counts, but allowed IPs add up; several {@code [Peer]} sections can be
 * about one peer. Lines end with a line feed, the return before it is white space, and the last
 * line needs none. A NUL ends a line. A file is UTF-8, or else every byte of it is one character.
 * These are the differences:
 *
 * <ul>
 *   <li>A port above 65535 is an error; {@code wg} takes its lower 16 bits.
 *   <li>A port is a number; {@code wg} also takes the name of a service, and {@code *} for 0.
 *   <li>The host {@code *} is an error; {@code wg} takes it for this machine.
 *   <li>Names are not looked up here; {@code wg} refuses a file with a name that it cannot resolve.
 * </ul>
 *
 * <p><b>Secrets.</b> The text holds private and preshared keys. It is kept in arrays of characters
 * that {@link #close} wipes together with the keys that were parsed from it, and reading a file
 * leaves no other copy but those that a garbage collector makes when it moves an array. That is as
 * far as it goes: a {@code String} that was parsed, and what {@link #text} returns, cannot be
 * wiped, and a text that is made of values passes through short-lived strings with one key each.
 * Prefer files. No exception and no {@code toString} shows any of it.
 *
 * <p>Instances are immutable but for {@link #close}, and safe for use by several threads before it.
 */
public final class ConfigurationDocument implements AutoCloseable {
  /** The number of bytes or characters that is read where no other limit is given: 64 MiB. */
  public static final int DEFAULT_LIMIT = 64 << 20;

  private final TextSource source;
  private final Dialect dialect;
  private final ParsedText parsed;
  private volatile boolean closed;

  private ConfigurationDocument(TextSource source, Dialect dialect, ParsedText parsed) {
    this.source = source;
    this.dialect = dialect;
    this.parsed = parsed;
  }

  /**
   * Parses a text.
   *
   * @throws ConfigurationException at the first fault
   */
  public static ConfigurationDocument parse(CharSequence text, Dialect dialect) {
    return parse(TextSource.of(text), dialect);
  }

  /**
   * Reads a text to its end; the reader stays the caller's to close.
   *
   * @param limit the number of characters that is accepted
   * @throws ConfigurationException at the first fault, and when the text is longer than the limit
   * @throws IOException when the reader does
   */
  public static ConfigurationDocument read(Reader reader, Dialect dialect, int limit)
      throws IOException {
    return parse(TextSource.of(reader, limit), dialect);
  }

  /**
   * Reads a file, or a pipe, up to {@link #DEFAULT_LIMIT}.
   *
   * @throws ConfigurationException at the first fault, and when the file is longer than the limit
   * @throws IOException when the file cannot be read
   */
  public static ConfigurationDocument read(Path file, Dialect dialect) throws IOException {
    return read(file, dialect, DEFAULT_LIMIT);
  }

  /**
   * Reads a file, or a pipe.
   *
   * @param limit the number of bytes that is accepted
   * @throws ConfigurationException at the first fault, and when the file is longer than the limit
   * @throws IOException when the file cannot be read
   */
  public static ConfigurationDocument read(Path file, Dialect dialect, int limit)
      throws IOException {
    return parse(TextSource.of(file, limit), dialect);
  }

  private static ConfigurationDocument parse(TextSource source, Dialect dialect) {
    boolean complete = false;
    try {
      ParsedText parsed = ConfigurationParser.parse(source.text(), dialect);
      complete = true;
      return new ConfigurationDocument(source, dialect, parsed);
    } finally {
      if (!complete) {
        source.text().close();
      }
    }
  }

  /**
   * Returns a text for the values, laid out as {@code wg showconf} does: for
   * {@link Configuration#of the configuration of a device} it is the same to the byte. The values
   * stay the caller's to close; the document has its own.
   *
   * @throws ConfigurationException with {@code WG_QUICK_KEY} when the dialect is {@code wg}'s and
   *     there are settings that only wg-quick knows
   */
  public static ConfigurationDocument of(Configuration values, Dialect dialect) {
    requireWords(values, dialect);
    WipeableText text = new WipeableText(256 * (1 + values.peers().size()));
    new ConfigurationWriter(text, "\n").write(values);
    return parse(new TextSource(text, StandardCharsets.UTF_8), dialect);
  }

  private static void requireWords(Configuration values, Dialect dialect) {
    if (dialect == Dialect.WG && !values.interfaceSection().quick().isEmpty()) {
      throw ConfigurationException.of(
          Reason.WG_QUICK_KEY, new Place(0, 0, Section.INTERFACE, -1, null));
    }
  }

  /** Returns the format of the text. */
  public Dialect dialect() {
    return dialect;
  }

  /** Returns the values; their secrets are wiped when this is closed. */
  public Configuration configuration() {
    return parsed.configuration();
  }

  /**
   * Returns what can be applied and is hardly meant, with the lines: those of bits beyond a
   * prefix's length, of which {@code wg} warns, as they are written; for the rest, where the peer's
   * section begins.
   */
  public List<ConfigurationFinding> check() {
    Map<Integer, Integer> headers = new HashMap<>();
    for (int i = 0; i < parsed.lines().size(); i++) {
      Line line = parsed.lines().get(i);
      if (line.kind() == Line.Kind.HEADER && line.peer() >= 0) {
        headers.put(line.peer(), i + 1);
      }
    }
    List<ConfigurationFinding> findings = new ArrayList<>(parsed.findings());
    for (ConfigurationFinding finding : configuration().check()) {
      if (finding.kind() != Kind.HOST_BITS) {
        OptionalInt line = finding.peer().isPresent()
            ? OptionalInt.of(headers.getOrDefault(finding.peer().getAsInt(), 1))
            : OptionalInt.empty();
        findings.add(
            new ConfigurationFinding(finding.kind(), line, finding.peer(), finding.detail()));
      }
    }
    return List.copyOf(findings);
  }

  /**
   * Returns a document with other values, in which only those lines differ that say something else;
   * a changed line keeps its comment. Peers are recognised by their keys: the section of one that
   * is not wanted goes, with the comments right above it, and a new one comes at the end.
   *
   * <p>This document and the values stay the caller's to close; the new one has its own.
   *
   * @throws ConfigurationException with {@code WG_QUICK_KEY} when the dialect is {@code wg}'s and
   *     there are settings that only wg-quick knows
   * @throws IllegalStateException after {@link #close}
   */
  public ConfigurationDocument with(Configuration values) {
    requireOpen();
    requireWords(values, dialect);
    WipeableText text = DocumentEditor.edit(source.text(), parsed, values);
    return parse(new TextSource(text, source.charset()), dialect);
  }

  /**
   * Returns the text, which holds secrets and cannot be wiped.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public String text() {
    requireOpen();
    return source.text().string(0, source.text().length());
  }

  /**
   * Appends the text, which holds secrets.
   *
   * @throws IOException when the appendable does
   * @throws IllegalStateException after {@link #close}
   */
  public void writeTo(Appendable out) throws IOException {
    requireOpen();
    for (int i = 0; i < source.text().length(); i++) {
      out.append(source.text().charAt(i));
    }
  }

  /**
   * Writes the text to a file that only its owner can read. A file that is there is replaced by
   * another one, so that no reader sees half of it; a symbolic link stays, and what it points to is
   * replaced.
   *
   * @throws IOException when the file cannot be written; the old one is there then
   * @throws IllegalStateException after {@link #close}
   */
  public void write(Path file) throws IOException {
    requireOpen();
    source.write(file);
  }

  /** Wipes the text and the secrets among the values; closing again has no effect. */
  @Override
  public void close() {
    closed = true;
    source.text().close();
    configuration().close();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this document was closed and wiped");
    }
  }

  @Override
  public String toString() {
    return "ConfigurationDocument[redacted]";
  }
}

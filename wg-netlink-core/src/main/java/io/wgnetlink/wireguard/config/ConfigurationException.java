package io.wgnetlink.wireguard.config;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that cannot be read, or cannot be applied.
 *
 * <p>It says where (line, column, section, key) and why as an enum. Neither the message nor any
 * part holds a key, well-formed or not, nor any other text in which sixteen characters of base64
 * stand in a row: of a line like that it tells the place only.
 */
public final class ConfigurationException extends IllegalArgumentException {
  @Serial
  private static final long serialVersionUID = 1L;

  /** So many characters of base64 in a row are taken for a part of a key, which has 44. */
  private static final Pattern KEY_PART = Pattern.compile("[A-Za-z0-9+/]{15,}[A-Za-z0-9+/=]");

  /** So much of a text is in the message. */
  private static final int ECHO = 80;

  /** Why a configuration is refused; with the words of {@code wg}, where it refuses it too. */
  public enum Reason {
    /** A line before the first section. {@code Line unrecognized: `LINE'}. */
    OUTSIDE_SECTION(true, "is not in a section"),
    /** {@code [...]} other than the two known. {@code Line unrecognized: `LINE'}. */
    UNKNOWN_SECTION(true, "is not [Interface] or [Peer]"),
    /** A key that is not known, or no {@code KEY =} at all. {@code Line unrecognized: `LINE'}. */
    UNKNOWN_KEY(true, "is not a known key"),
    /** A known key in the other section. {@code Line unrecognized: `LINE'}. */
    WRONG_SECTION(true, "belongs to the other section"),
    /** A key that only wg-quick knows. {@code Line unrecognized: `LINE'}. */
    WG_QUICK_KEY(true, "is a key of wg-quick, not of wg"),
    /** A key without a value. {@code Line unrecognized: `LINE'}. */
    EMPTY_VALUE(true, "has no value"),

    /** {@code Key is not the correct length or format: `VALUE'}. */
    KEY_LENGTH("is not 44 characters long"),
    /** {@code Key is not the correct length or format: `VALUE'}. */
    KEY_CHARACTERS("has a character that is not base64"),
    /** {@code Key is not the correct length or format: `VALUE'}. */
    KEY_NOT_CANONICAL("is not canonical base64: unused bits are set"),

    /**
     * Not a number; {@code wg} also takes names of services here, which this library does not.
     * {@code Servname not supported for ai_socktype: `VALUE'}.
     */
    PORT("is not a number"),
    /** Above 65535; {@code wg} takes the lower 16 bits instead. */
    PORT_RANGE("is not in 0 to 65535"),
    /** {@code Fwmark is neither 0/off nor 0-0xffffffff: `VALUE'}. */
    FW_MARK("is neither off nor 0 to 0xffffffff"),
    /** {@code Persistent keepalive interval is neither 0/off nor 1-65535: `VALUE'}. */
    PERSISTENT_KEEPALIVE("is neither off nor 0 to 65535"),

    /** {@code Unable to parse IP address: `VALUE'}, the value without its prefix length. */
    IP_ADDRESS("is not an IPv4 or IPv6 address"),
    /** {@code AllowedIP is not in the correct format: `VALUE'}. */
    PREFIX_LENGTH("has no valid prefix length after the slash"),

    /** {@code Unable to find matching brace of endpoint: `VALUE'}. */
    ENDPOINT_BRACKET("has no closing bracket"),
    /** {@code Unable to find port of endpoint: `VALUE'}. */
    ENDPOINT_PORT_MISSING("has no port"),
    /** As {@link #PORT}. {@code Servname not supported for ai_socktype: `VALUE'}. */
    ENDPOINT_PORT("has a port that is not a number"),
    /** Above 65535; {@code wg} takes the lower 16 bits instead. */
    ENDPOINT_PORT_RANGE("has a port that is not in 0 to 65535"),
    /** {@code Name or service not known: `VALUE'}. */
    ENDPOINT_HOST("has no host"),

    /** {@code A peer is missing a public key}, and then {@code Invalid configuration}. */
    PEER_WITHOUT_PUBLIC_KEY("has no public key"),

    /** A value of wg-quick that is neither true nor false. */
    BOOLEAN("is neither true nor false"),
    /** A value of wg-quick that is not a number, or too great. */
    NUMBER("is not a number from 0 to 2147483647"),
    /** A hook, or another text of wg-quick, that cannot be written to one line. */
    TEXT("cannot be written in one line"),

    /** The text is longer than the limit that was given. */
    TOO_LONG("is longer than the limit"),

    /** The kernel would create a peer with the zero key, that nobody can be. */
    PUBLIC_KEY_ZERO("is the zero key"),
    /** The kernel would take port 0, to which nothing can be sent. */
    ENDPOINT_PORT_ZERO("has port 0"),
    /** The endpoint is a name, and what it stands for is not known. */
    ENDPOINT_UNRESOLVED("is a name that is not resolved"),
    /** A prefix is added to a peer and then removed from it; {@code wg} does both. */
    ADDED_AND_REMOVED("has a prefix that is first added and then removed"),
    /** {@code +} and {@code -} say what to change, where everything that is wanted must be said. */
    INCREMENTAL_ALLOWED_IPS("has entries with + or -, which say nothing of the rest");

    private final boolean unrecognizedLine;
    private final String text;

    Reason(String text) {
      this(false, text);
    }

    Reason(boolean unrecognizedLine, String text) {
      this.unrecognizedLine = unrecognizedLine;
      this.text = text;
    }

    /** Returns whether {@code wg} says {@code Line unrecognized} to it. */
    public boolean isUnrecognizedLine() {
      return unrecognizedLine;
    }

    String text() {
      return text;
    }
  }

  private final Reason reason;
  private final Place place;
  private final String value;
  private final int offset;
  private final transient @Nullable List<ConfigurationFinding> findings;

  private ConfigurationException(Reason reason, Place place, String value, int offset) {
    this(reason, place, value, offset, List.of());
  }

  private ConfigurationException(
      Reason reason, Place place, String value, int offset, List<ConfigurationFinding> findings) {
    super(message(reason, place, value));
    this.reason = reason;
    this.place = place;
    this.value = value;
    this.offset = offset;
    this.findings = List.copyOf(findings);
  }

  static ConfigurationException of(Reason reason) {
    return new ConfigurationException(reason, Place.NOWHERE, "", 0);
  }

  static ConfigurationException of(Reason reason, Place place) {
    return new ConfigurationException(reason, place, "", 0);
  }

  /** Returns a fault of a text, which is kept unless it could hold a key. */
  static ConfigurationException of(Reason reason, String value) {
    return of(reason, value, 0);
  }

  /** Returns a fault of a text that begins so many characters into the value. */
  static ConfigurationException of(Reason reason, String value, int offset) {
    return new ConfigurationException(
        reason, Place.NOWHERE, couldHoldKey(value) ? "" : value, offset);
  }

  /** Returns that a line is not understood, with the line unless its value could hold a key. */
  static ConfigurationException unrecognized(Reason reason, Place place, String line) {
    ConfigurationKey key = place.key();
    boolean hidden = key == null
        ? couldHoldKey(line)
        : key.isSecret() || couldHoldKey(line.substring(key.text().length()));
    return new ConfigurationException(reason, place, hidden ? "" : line, 0);
  }

  /** Returns the same fault at a place. */
  ConfigurationException at(Place found) {
    return new ConfigurationException(reason, found, value, offset);
  }

  /** Returns the same fault, with what was odd before it. */
  ConfigurationException after(List<ConfigurationFinding> before) {
    return new ConfigurationException(reason, place, value, offset, before);
  }

  int offset() {
    return offset;
  }

  /**
   * Returns whether a key, or most of one, could be in a text: sixteen characters of base64 in a
   * row, not all of them digits.
   */
  static boolean couldHoldKey(String text) {
    return KEY_PART
        .matcher(text)
        .results()
        .anyMatch(part -> !part.group().chars().allMatch(Character::isDigit));
  }

  private static String message(Reason reason, Place place, String value) {
    StringBuilder text = new StringBuilder();
    if (place.line() > 0) {
      text.append("line ").append(place.line());
      text.append(place.column() > 0 ? ", column " + place.column() : "").append(": ");
    }
    Section section = place.section();
    if (section != null) {
      text.append(section.header());
      text.append(place.peer() >= 0 ? " " + (place.peer() + 1) : "").append(' ');
    }
    ConfigurationKey key = place.key();
    text.append(key == null ? "" : key.text() + " ");
    text.append(value.isEmpty() ? "" : "'" + printable(value) + "' ");
    return text.append(reason.text()).toString();
  }

  private static String printable(String value) {
    String cut = value.length() > ECHO ? value.substring(0, ECHO) + "..." : value;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** Returns why the configuration is refused. */
  public Reason reason() {
    return reason;
  }

  /** Returns the number of the line, from 1; empty when what is refused is not a text. */
  public OptionalInt line() {
    return place.line() == 0 ? OptionalInt.empty() : OptionalInt.of(place.line());
  }

  /** Returns the number of the character in the line where the fault begins, from 1. */
  public OptionalInt column() {
    return place.column() == 0 ? OptionalInt.empty() : OptionalInt.of(place.column());
  }

  /** Returns the section; empty before the first one. */
  public Optional<Section> section() {
    return Optional.ofNullable(place.section());
  }

  /** Returns the place of the peer among the peers, from 0; empty when it is not about a peer. */
  public OptionalInt peer() {
    return place.peer() < 0 ? OptionalInt.empty() : OptionalInt.of(place.peer());
  }

  /** Returns the key, where it is a known one. */
  public Optional<ConfigurationKey> key() {
    return Optional.ofNullable(place.key());
  }

  /**
   * Returns the text that {@code wg} prints between its quotation marks; empty when that is a key,
   * or could be one: when it has sixteen characters of base64 in a row that are not all digits.
   */
  public Optional<String> value() {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /**
   * Returns what is odd in the text before the fault, of which {@code wg} warns: bits beyond a
   * prefix's length. Empty after deserialization, and where it is not a text that is refused.
   */
  public List<ConfigurationFinding> findings() {
    return findings == null ? List.of() : findings;
  }

  /** Where a fault is; 0, -1 and null stand for what is not known. */
  record Place(
      int line,
      int column,
      @Nullable Section section,
      int peer,
      @Nullable ConfigurationKey key) implements Serializable {
    static final Place NOWHERE = new Place(0, 0, null, -1, null);

    static Place ofPeer(int peer, ConfigurationKey key) {
      return new Place(0, 0, Section.PEER, peer, key);
    }
  }
}

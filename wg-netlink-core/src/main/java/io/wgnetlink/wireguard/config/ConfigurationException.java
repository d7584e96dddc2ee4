package io.wgnetlink.wireguard.config;

import java.io.Serial;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A configuration that cannot be read, or cannot be applied.
 *
 * <p>It says where (line, column, section, key) and why as an enum. Neither the message nor any
 * part holds a key, well-formed or not, nor any text that could be one: of a line that is not
 * understood it tells the place only.
 */
public final class ConfigurationException extends IllegalArgumentException {
  @Serial
  private static final long serialVersionUID = 1L;

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
  private final int line;
  private final int column;

  private ConfigurationException(String message, Reason reason, int line, int column) {
    super(message);
    this.reason = reason;
    this.line = line;
    this.column = column;
  }

  static ConfigurationException of(Reason reason) {
    return new ConfigurationException(reason.text(), reason, 0, 0);
  }

  /** Returns why the configuration is refused. */
  public Reason reason() {
    return reason;
  }

  /** Returns the number of the line, from 1; empty when what is refused is not a text. */
  public OptionalInt line() {
    return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
  }

  /** Returns the number of the character in the line where the fault begins, from 1. */
  public OptionalInt column() {
    return column == 0 ? OptionalInt.empty() : OptionalInt.of(column);
  }

  /** Returns the section; empty before the first one. */
  public Optional<Section> section() {
    throw new UnsupportedOperationException();
  }

  /** Returns the place of the peer among the peers, from 0; empty when it is not about a peer. */
  public OptionalInt peer() {
    throw new UnsupportedOperationException();
  }

  /** Returns the key, where it is a known one. */
  public Optional<ConfigurationKey> key() {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the text that {@code wg} prints between its quotation marks; empty when that is, or
   * could be, a key.
   */
  public Optional<String> value() {
    throw new UnsupportedOperationException();
  }
}

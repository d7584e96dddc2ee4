package io.wgnetlink.samples.cli;

import io.wgnetlink.wireguard.config.ConfigurationException;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import java.util.function.Function;

/**
 * The library's reasons in the words of {@code wg}.
 *
 * <p>Where {@code wg} repeats what it could not read, so do these words, unless it could be a key
 * or hold one; then they name the line.
 */
final class WgWords {
  private WgWords() {}

  /** Reads a value by a parser of the library. */
  static <T> T read(String value, Function<String, T> parser) throws RefusedInputException {
    try {
      return parser.apply(value);
    } catch (ConfigurationException e) {
      throw new RefusedInputException(of(e), e);
    }
  }

  /** Returns what {@code wg} says of a value or a line that cannot be read. */
  static String of(ConfigurationException e) {
    String text = text(e.reason());
    if (text.isEmpty()) {
      return Wgj.NAME + ": " + e.getMessage();
    }
    if (e.reason() == Reason.PEER_WITHOUT_PUBLIC_KEY) {
      return text;
    }
    if (e.value().isPresent()) {
      return text + ": `" + e.value().get() + "'";
    }
    // An entry can be empty, as after a last comma; other values of a file cannot.
    if (e.line().isPresent() && e.reason() != Reason.IP_ADDRESS) {
      return text + ": line " + e.line().getAsInt();
    }
    return isKey(e.reason()) ? text : text + ": `'";
  }

  /** Returns what {@code wg} says after that of a whole file; empty where it would not say so. */
  static String ofFile(ConfigurationException e) {
    if (text(e.reason()).isEmpty()) {
      return "";
    }
    return e.reason() == Reason.PEER_WITHOUT_PUBLIC_KEY
        ? "Invalid configuration"
        : "Configuration parsing error";
  }

  private static boolean isKey(Reason reason) {
    return text(reason).equals(KeyFile.BAD_KEY);
  }

  private static String text(Reason reason) {
    if (reason.isUnrecognizedLine()) {
      return "Line unrecognized";
    }
    return switch (reason) {
      case KEY_LENGTH, KEY_CHARACTERS, KEY_NOT_CANONICAL -> KeyFile.BAD_KEY;
      case PORT, PORT_RANGE, ENDPOINT_PORT, ENDPOINT_PORT_RANGE ->
        "Servname not supported for ai_socktype";
      case FW_MARK -> "Fwmark is neither 0/off nor 0-0xffffffff";
      case PERSISTENT_KEEPALIVE -> "Persistent keepalive interval is neither 0/off nor 1-65535";
      case IP_ADDRESS -> "Unable to parse IP address";
      case PREFIX_LENGTH -> "AllowedIP is not in the correct format";
      case ENDPOINT_BRACKET -> "Unable to find matching brace of endpoint";
      case ENDPOINT_PORT_MISSING -> "Unable to find port of endpoint";
      case ENDPOINT_HOST -> EndpointLookup.NO_SUCH_NAME;
      case PEER_WITHOUT_PUBLIC_KEY -> "A peer is missing a public key";
      default -> "";
    };
  }
}

package io.wgnetlink.samples.cli;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.KeyFormatException;
import io.wgnetlink.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The values of {@code wg set}: its grammar, and its words for what does not fit.
 *
 * <p>Two differences: a number of a port that is too large is refused, where {@code wg} takes it
 * modulo 65536; and a malformed key is not repeated, as it may be a private key in the wrong place.
 */
final class WgValues {
  private static final String OFF = "off";
  private static final int MAX_PORT = 0xffff;
  private static final int MAX_KEEPALIVE = 0xffff;
  private static final long MAX_FWMARK = 0xffffffffL;
  private static final long TOO_LARGE = Long.MAX_VALUE;

  private WgValues() {}

  static PublicKey publicKey(String value) throws RefusedInputException {
    try {
      return PublicKey.parse(value);
    } catch (KeyFormatException e) {
      throw new RefusedInputException(KeyFile.BAD_KEY, e);
    }
  }

  static int listenPort(String value) throws RefusedInputException {
    if (value.isEmpty()) {
      throw new RefusedInputException("Unable to parse empty port");
    }
    return port(value, value);
  }

  /** Reads a port as {@code getaddrinfo(3)} does: white space and a plus sign may precede it. */
  static int port(String digits, String value) throws RefusedInputException {
    long port = digits.matches("[ \t-\r]*\\+?[0-9]+")
        ? number(digits.replaceFirst("[ \t-\r]*\\+?", ""), 10)
        : TOO_LARGE;
    if (port > MAX_PORT) {
      throw new RefusedInputException("Servname not supported for ai_socktype: `" + value + "'");
    }
    return (int) port;
  }

  static int fwmark(String value) throws RefusedInputException {
    long mark = TOO_LARGE;
    if (value.equalsIgnoreCase(OFF)) {
      mark = 0;
    } else if (value.matches("0x[0-9a-fA-F]+")) {
      mark = number(value.substring(2), 16);
    } else if (value.matches("[0-9]+")) {
      mark = number(value, 10);
    }
    if (mark > MAX_FWMARK) {
      throw new RefusedInputException("Fwmark is neither 0/off nor 0-0xffffffff: `" + value + "'");
    }
    return (int) mark;
  }

  static Duration persistentKeepalive(String value) throws RefusedInputException {
    long seconds = TOO_LARGE;
    if (value.equalsIgnoreCase(OFF)) {
      seconds = 0;
    } else if (value.matches("[0-9]+")) {
      seconds = number(value, 10);
    }
    if (seconds > MAX_KEEPALIVE) {
      throw new RefusedInputException(
          "Persistent keepalive interval is neither 0/off nor 1-65535: `" + value + "'");
    }
    return Duration.ofSeconds(seconds);
  }

  /**
   * Reads an allowed IP; bits beyond its length are dropped with a warning.
   *
   * @param warnings told what is odd but accepted
   */
  static IpPrefix allowedIp(String entry, Consumer<String> warnings) throws RefusedInputException {
    int slash = entry.indexOf('/');
    String literal = slash < 0 ? entry : entry.substring(0, slash);
    InetAddress address;
    try {
      address = IpAddresses.parse(literal);
    } catch (IllegalArgumentException e) {
      throw new RefusedInputException("Unable to parse IP address: `" + literal + "'", e);
    }
    IpPrefix host = IpPrefix.host(address);
    if (slash < 0) {
      return host;
    }
    String digits = entry.substring(slash + 1);
    long length = digits.matches("[0-9]+") ? number(digits, 10) : TOO_LARGE;
    if (length > host.length()) {
      throw new RefusedInputException("AllowedIP is not in the correct format: `" + entry + "'");
    }
    IpPrefix prefix = IpPrefix.of(address, (int) length);
    if (!prefix.address().equals(address)) {
      warnings.accept("Warning: AllowedIP has nonzero host part: " + entry);
    }
    return prefix;
  }

  /** Returns the number, or {@link #TOO_LARGE} when it is larger than all that is asked for. */
  private static long number(String digits, int radix) {
    String significant = digits.toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    return significant.length() > 15 ? TOO_LARGE : Long.parseLong(significant, radix);
  }
}

package io.wgnetlink.wireguard.config;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.wireguard.EndpointFormatException;
import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.config.AllowedIpEdit.Sign;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import io.wgnetlink.wireguard.internal.PortSyntax;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The spellings of single values, as {@code wg} reads them in a file and in the arguments of
 * {@code wg set}. White space must have been removed.
 *
 * <p>All methods are stateless, and throw {@link ConfigurationException} without a place.
 */
public final class ConfigurationValues {
  private static final String OFF = "off";
  private static final long MAX_MARK = 0xffffffffL;
  private static final long MAX_KEEPALIVE = 0xffff;

  private ConfigurationValues() {}

  /**
   * Parses a port, 0 to 65535.
   *
   * @throws ConfigurationException with {@link Reason#PORT} or {@link Reason#PORT_RANGE}
   */
  public static int port(String text) {
    OptionalLong port = PortSyntax.parse(text);
    if (port.isEmpty()) {
      throw ConfigurationException.of(Reason.PORT, text);
    }
    if (port.getAsLong() > PortSyntax.MAX) {
      throw ConfigurationException.of(Reason.PORT_RANGE, text);
    }
    return (int) port.getAsLong();
  }

  /**
   * Parses {@code off}, a decimal number, or a hexadecimal one after {@code 0x}; returns 32 bits.
   *
   * @throws ConfigurationException with {@link Reason#FW_MARK}
   */
  public static int fwmark(String text) {
    if (isOff(text)) {
      return 0;
    }
    boolean hex = text.startsWith("0x");
    long mark = number(hex ? text.substring(2) : text, hex ? 16 : 10, MAX_MARK);
    if (mark < 0) {
      throw ConfigurationException.of(Reason.FW_MARK, text);
    }
    return (int) mark;
  }

  /**
   * Parses {@code off}, which is zero, or 0 to 65535 seconds.
   *
   * @throws ConfigurationException with {@link Reason#PERSISTENT_KEEPALIVE}
   */
  public static Duration persistentKeepalive(String text) {
    long seconds = isOff(text) ? 0 : number(text, 10, MAX_KEEPALIVE);
    if (seconds < 0) {
      throw ConfigurationException.of(Reason.PERSISTENT_KEEPALIVE, text);
    }
    return Duration.ofSeconds(seconds);
  }

  /**
   * Parses entries separated by commas: {@code ADDRESS/LENGTH}, or {@code ADDRESS} for the whole
   * length, each with or without a sign. The empty text has none.
   *
   * @throws ConfigurationException with {@link Reason#IP_ADDRESS} or {@link Reason#PREFIX_LENGTH}
   */
  public static List<AllowedIpEdit> allowedIps(String text) {
    List<AllowedIpEdit> edits = new ArrayList<>();
    int at = 0;
    while (!text.isEmpty() && at <= text.length()) {
      int comma = text.indexOf(',', at);
      int end = comma < 0 ? text.length() : comma;
      edits.add(edit(text.substring(at, end), at));
      at = end + 1;
    }
    return List.copyOf(edits);
  }

  /**
   * Parses {@code HOST:PORT}, as {@link EndpointName#parse} does.
   *
   * @throws ConfigurationException with a reason that begins with {@code ENDPOINT}
   */
  public static EndpointName endpoint(String text) {
    try {
      return EndpointName.parse(text);
    } catch (EndpointFormatException e) {
      throw ConfigurationException.of(
          switch (e.reason()) {
            case BRACKET -> Reason.ENDPOINT_BRACKET;
            case PORT_MISSING -> Reason.ENDPOINT_PORT_MISSING;
            case PORT -> Reason.ENDPOINT_PORT;
            case PORT_RANGE -> Reason.ENDPOINT_PORT_RANGE;
            case HOST -> Reason.ENDPOINT_HOST;
          },
          text);
    }
  }

  private static AllowedIpEdit edit(String entry, int offset) {
    Sign sign = entry.startsWith("+") ? Sign.ADD : entry.startsWith("-") ? Sign.REMOVE : Sign.NONE;
    String prefix = sign == Sign.NONE ? entry : entry.substring(1);
    int slash = prefix.indexOf('/');
    InetAddress address = address(slash < 0 ? prefix : prefix.substring(0, slash), offset);
    int bits = AddressFamily.of(address).bits();
    long length = slash < 0 ? bits : number(prefix.substring(slash + 1), 10, bits);
    if (length < 0) {
      throw ConfigurationException.of(Reason.PREFIX_LENGTH, prefix, offset);
    }
    return new AllowedIpEdit(sign, address, (int) length);
  }

  static AssignedAddress assignedAddress(String entry, int offset) {
    AllowedIpEdit parsed = edit(entry, offset);
    if (parsed.sign() != Sign.NONE) {
      throw ConfigurationException.of(Reason.IP_ADDRESS, entry, offset);
    }
    return new AssignedAddress(parsed.address(), parsed.length());
  }

  static InetAddress address(String text, int offset) {
    return IpAddresses.find(text)
        .orElseThrow(() -> ConfigurationException.of(Reason.IP_ADDRESS, text, offset));
  }

  private static boolean isOff(String text) {
    return text.length() == OFF.length() && text.toLowerCase(Locale.ROOT).equals(OFF);
  }

  /** Returns a number without a sign, or -1 when the text is none or it is above the greatest. */
  static long number(String digits, int radix, long max) {
    long value = digits.isEmpty() ? -1 : 0;
    for (int i = 0; i < digits.length() && value >= 0; i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      value = digit < 0 ? -1 : value * radix + digit;
      value = value > max ? -1 : value;
    }
    return value;
  }
}

package io.wgnetlink.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Address literals, parsed strictly and printed as {@code inet_ntop(3)} prints them.
 *
 * <p>Nothing here asks a name server, and a 16-byte address stays an {@link Inet6Address} also when
 * it is v4-mapped; the JDK's own methods do neither of the two.
 *
 * <p>All methods are stateless and safe to call from any thread.
 */
public final class IpAddresses {
  private static final int GROUPS = 8;
  private static final int V4_IN_V6_GROUP = 6;

  private IpAddresses() {}

  /**
   * Parses an address literal, as {@code inet_pton(3)} does.
   *
   * <p>IPv4 is four decimal numbers without leading zeros. IPv6 is the text form of RFC 4291,
   * section 2.2, in upper or lower case, without brackets and without a scope.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static InetAddress parse(String literal) {
    return find(literal)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + literal + "' is not an IPv4 or IPv6 address"));
  }

  /**
   * Returns the address that a text is, as {@link #parse} reads it, or empty. It throws nothing:
   * JDK 25 records the message of every exception, also of one that is caught, and a text that
   * should be an address may be a secret at the wrong place.
   */
  public static Optional<InetAddress> find(String literal) {
    byte[] bytes = literal.indexOf(':') < 0 ? new byte[4] : new byte[16];
    boolean valid =
        bytes.length == 4 ? parseV4(literal, 0, bytes, 0) : new V6Parser(literal, bytes).parse();
    return valid ? Optional.of(of(bytes)) : Optional.empty();
  }

  /**
   * Returns the address that the bytes are: 4 give an {@link Inet4Address}, 16 always an
   * {@link Inet6Address} without a scope.
   *
   * @throws IllegalArgumentException when there are neither 4 nor 16 bytes
   */
  public static InetAddress of(byte[] bytes) {
    try {
      return switch (bytes.length) {
        case 4 -> InetAddress.getByAddress(null, bytes);
        case 16 -> Inet6Address.getByAddress(null, bytes, -1);
        default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
      };
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * Prints an address exactly as {@code inet_ntop(3)} does: RFC 5952, with the last four bytes in
   * dotted form when it is v4-mapped ({@code ::ffff:192.0.2.1}) or v4-compatible. A scope is not
   * printed.
   */
  public static String format(InetAddress address) {
    byte[] bytes = address.getAddress();
    StringBuilder text = new StringBuilder(39);
    if (address instanceof Inet4Address) {
      appendV4(text, bytes, 0);
    } else {
      appendV6(text, bytes);
    }
    return text.toString();
  }

  private static boolean parseV4(String text, int from, byte[] into, int offset) {
    int at = from;
    for (int i = 0; i < 4; i++) {
      if (i > 0 && !(at < text.length() && text.charAt(at++) == '.')) {
        return false;
      }
      int start = at;
      int value = 0;
      while (at < text.length() && isDigit(text.charAt(at)) && at - start < 3) {
        value = value * 10 + text.charAt(at++) - '0';
      }
      boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
      if (at == start || value > 255 || leadingZero) {
        return false;
      }
      into[offset + i] = (byte) value;
    }
    return at == text.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void appendV4(StringBuilder text, byte[] bytes, int offset) {
    for (int i = 0; i < 4; i++) {
      if (i > 0) {
        text.append('.');
      }
      text.append(bytes[offset + i] & 0xff);
    }
  }

  private static void appendV6(StringBuilder text, byte[] bytes) {
    int gapStart = -1;
    int gapLength = 1; // a single zero group is never shortened (RFC 5952, section 4.2.2)
    for (int i = 0; i < GROUPS; i++) {
      int run = zeroGroups(bytes, i);
      if (run > gapLength) {
        gapStart = i;
        gapLength = run;
      }
      i += run;
    }
    boolean dotted = gapStart == 0
        && (gapLength == V4_IN_V6_GROUP || (gapLength == 5 && group(bytes, 5) == 0xffff));
    int groups = dotted ? V4_IN_V6_GROUP : GROUPS;
    for (int i = 0; i < groups; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
      } else {
        appendColon(text);
        text.append(Integer.toHexString(group(bytes, i)));
      }
    }
    if (dotted) {
      appendColon(text);
      appendV4(text, bytes, 2 * V4_IN_V6_GROUP);
    }
  }

  private static void appendColon(StringBuilder text) {
    if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
      text.append(':');
    }
  }

  private static int zeroGroups(byte[] bytes, int from) {
    int i = from;
    while (i < GROUPS && group(bytes, i) == 0) {
      i++;
    }
    return i - from;
  }

  private static int group(byte[] bytes, int index) {
    return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
  }

  /** One pass over the text; what follows {@code ::} is shifted to the end afterwards. */
  private static final class V6Parser {
    private final String text;
    private final byte[] into;
    private int at;
    private int filled;
    private int gap = -1;

    V6Parser(String text, byte[] into) {
      this.text = text;
      this.into = into;
    }

    boolean parse() {
      if (text.startsWith("::")) {
        at = 2;
        gap = 0;
      }
      boolean separated = true;
      while (at < text.length()) {
        if (!separated) {
          return false;
        }
        int end = groupEnd();
        if (end < text.length() && text.charAt(end) == '.') {
          return dottedTail() && close();
        }
        if (!group(end)) {
          return false;
        }
        separated = separator();
      }
      return (!separated || gap == filled) && close();
    }

    private int groupEnd() {
      int end = at;
      while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && isAscii(end)) {
        end++;
      }
      return end;
    }

    private boolean isAscii(int index) {
      return text.charAt(index) < 0x80;
    }

    private boolean group(int end) {
      if (end == at || end - at > 4 || filled == into.length) {
        return false;
      }
      int value = Integer.parseInt(text, at, end, 16);
      into[filled++] = (byte) (value >> 8);
      into[filled++] = (byte) value;
      at = end;
      return true;
    }

    /** Reads {@code :} or the one {@code ::}; false when the text does not go on with either. */
    private boolean separator() {
      if (at == text.length() || text.charAt(at) != ':') {
        return false;
      }
      at++;
      if (at < text.length() && text.charAt(at) == ':') {
        if (gap >= 0) {
          at--; // a second "::" is left standing, and refused as an empty group
        } else {
          gap = filled;
          at++;
        }
      }
      return true;
    }

    private boolean dottedTail() {
      if (filled > into.length - 4 || !parseV4(text, at, into, filled)) {
        return false;
      }
      filled += 4;
      at = text.length();
      return true;
    }

    private boolean close() {
      if (gap < 0) {
        return filled == into.length;
      }
      if (filled == into.length) {
        return false; // "::" stands for at least one group
      }
      int tail = filled - gap;
      System.arraycopy(into, gap, into, into.length - tail, tail);
      Arrays.fill(into, gap, into.length - tail, (byte) 0);
      return true;
    }
  }
}

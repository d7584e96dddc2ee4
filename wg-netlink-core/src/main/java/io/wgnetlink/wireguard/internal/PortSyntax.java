package io.wgnetlink.wireguard.internal;

import java.util.OptionalLong;

/**
 * Ports as {@code wg} reads them: it hands the text to {@code getaddrinfo(3)}, and that to
 * {@code strtoul(3)}. So a plus sign and leading zeros are well, and a minus sign before zero is.
 *
 * <p>Two things of it are not followed: {@code wg} keeps the lower 16 bits of a greater number, and
 * looks up what is no number among the names of services.
 */
public final class PortSyntax {
  public static final int MAX = 0xffff;

  private PortSyntax() {}

  /** Returns the number, which can be any above {@link #MAX}; empty when the text is none. */
  public static OptionalLong parse(String text) {
    boolean signed = text.startsWith("+") || text.startsWith("-");
    String digits = signed ? text.substring(1) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      value = Math.min(value * 10 + digits.charAt(i) - '0', MAX + 1);
    }
    return text.startsWith("-") && value != 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }
}

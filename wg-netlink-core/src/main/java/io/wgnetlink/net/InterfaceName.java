package io.wgnetlink.net;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name of a network interface, as the kernel accepts it: 1 to 15 bytes without white space,
 * {@code /} or {@code :}, and neither {@code .} nor {@code ..} ({@code dev_valid_name} in
 * {@code net/core/dev.c}).
 */
public record InterfaceName(String value) {
  /** {@code IFNAMSIZ - 1}, {@code uapi/linux/if.h}. */
  public static final int MAX_BYTES = 15;

  public InterfaceName {
    if (!hasRightLength(value)) {
      throw new IllegalArgumentException("interface name '" + value + "' has "
          + value.getBytes(StandardCharsets.UTF_8).length + " bytes; 1 to 15 are allowed");
    }
    if (!hasRightCharacters(value)) {
      throw new IllegalArgumentException(
          "interface name '" + value + "' is '.', '..' or has white space, '/', ':' or NUL");
    }
  }

  /**
   * Returns the name; throws {@link IllegalArgumentException} when the kernel would not accept it.
   */
  public static InterfaceName of(String value) {
    return new InterfaceName(value);
  }

  /**
   * Returns the name that a text is, or empty when the kernel would not accept it. It throws
   * nothing, as {@link IpAddresses#find} does not.
   */
  public static Optional<InterfaceName> find(String text) {
    return hasRightLength(text) && hasRightCharacters(text)
        ? Optional.of(new InterfaceName(text))
        : Optional.empty();
  }

  private static boolean hasRightLength(String value) {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    return bytes > 0 && bytes <= MAX_BYTES;
  }

  private static boolean hasRightCharacters(String value) {
    return !value.equals(".")
        && !value.equals("..")
        && value.chars().noneMatch(InterfaceName::isForbidden);
  }

  private static boolean isForbidden(int c) {
    return c == '/' || c == ':' || c <= ' ' || c == 0x7f;
  }

  @Override
  public String toString() {
    return value;
  }
}

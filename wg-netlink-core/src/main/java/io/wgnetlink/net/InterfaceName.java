package io.wgnetlink.net;

import java.nio.charset.StandardCharsets;

/**
 * The name of a network interface, as the kernel accepts it: 1 to 15 bytes without white space,
 * {@code /} or {@code :}, and neither {@code .} nor {@code ..} ({@code dev_valid_name} in
 * {@code net/core/dev.c}).
 */
public record InterfaceName(String value) {
  /** {@code IFNAMSIZ - 1}, {@code uapi/linux/if.h}. */
  public static final int MAX_BYTES = 15;

  public InterfaceName {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "interface name '" + value + "' has " + bytes + " bytes; 1 to 15 are allowed");
    }
    if (value.equals(".")
        || value.equals("..")
        || value.chars().anyMatch(InterfaceName::isForbidden)) {
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

  private static boolean isForbidden(int c) {
    return c == '/' || c == ':' || c <= ' ' || c == 0x7f;
  }

  @Override
  public String toString() {
    return value;
  }
}

package io.wgnetlink.route;

/**
 * A number of which only some bits count. Immutable.
 *
 * @param value the number that those bits must have, unsigned
 * @param mask the bits that count
 */
public record MaskedValue(int value, int mask) {
  /** Returns whether a number has the value in the bits that count. */
  public boolean matches(int number) {
    return ((number ^ value) & mask) == 0;
  }

  /** Returns {@code VALUE/MASK} in hexadecimal, as {@code ip rule} prints marks. */
  @Override
  public String toString() {
    return "0x" + Integer.toHexString(value) + "/0x" + Integer.toHexString(mask);
  }
}

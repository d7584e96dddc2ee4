package io.wgnetlink.route;

/**
 * The ports, of UDP, TCP and their like, that a rule selects: a range, or one of which only some
 * bits count. Immutable.
 *
 * @param first the first port
 * @param last the last port; the kernel refuses 0 and 65535 in a range (EINVAL)
 * @param mask the bits that count, 0xffff for all of them; others only for one port, and by a
 *     kernel that knows it (Linux 6.15)
 */
public record PortRange(int first, int last, int mask) {
  /** The mask by which all bits count. */
  public static final int WHOLE = 0xffff;

  public PortRange {
    requirePort(first);
    requirePort(last);
    requirePort(mask);
  }

  private static void requirePort(int number) {
    if (number < 0 || number > 0xffff) {
      throw new IllegalArgumentException("port " + number + " is not in 0 to 65535");
    }
  }

  /** Returns just this port. */
  public static PortRange of(int port) {
    return new PortRange(port, port, WHOLE);
  }

  /** Returns the ports from the first to the last. */
  public static PortRange of(int first, int last) {
    return new PortRange(first, last, WHOLE);
  }

  /** Returns the ports that agree with this one in some bits. */
  public static PortRange masked(int port, int mask) {
    return new PortRange(port, port, mask);
  }

  /** Returns {@code PORT}, {@code FIRST-LAST} or, in hexadecimal, {@code PORT/MASK}. */
  @Override
  public String toString() {
    if (mask != WHOLE) {
      return "0x" + Integer.toHexString(first) + "/0x" + Integer.toHexString(mask);
    }
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}

package io.wgnetlink.route;

/**
 * What is known of a neighbour, {@code NUD_*} in {@code uapi/linux/neighbour.h}. States without a
 * name here, and several at once, are kept as they are. Immutable.
 *
 * @param number the kernel's number
 */
public record NeighbourState(int number) {
  /** Nothing; so are all proxy entries. */
  public static final NeighbourState NONE = new NeighbourState(0);

  /** It has been asked for its address on the link, and has not answered yet. */
  public static final NeighbourState INCOMPLETE = new NeighbourState(0x01);

  /** It answered a short while ago. */
  public static final NeighbourState REACHABLE = new NeighbourState(0x02);

  /** Its address is used, and verified when a packet goes there. */
  public static final NeighbourState STALE = new NeighbourState(0x04);

  /** A packet went there, and the verification waits for a sign of life from above. */
  public static final NeighbourState DELAY = new NeighbourState(0x08);

  /** It is being verified. */
  public static final NeighbourState PROBE = new NeighbourState(0x10);

  /** It did not answer. */
  public static final NeighbourState FAILED = new NeighbourState(0x20);

  /** It needs no resolution, such as a multicast address. */
  public static final NeighbourState NOARP = new NeighbourState(0x40);

  /** The administrator says its address, for ever. */
  public static final NeighbourState PERMANENT = new NeighbourState(0x80);

  private static final String[] NAMES = {
    "incomplete", "reachable", "stale", "delay", "probe", "failed", "noarp", "permanent"
  };

  public NeighbourState {
    if (number < 0 || number > 0xffff) {
      throw new IllegalArgumentException("neighbour state " + number + " is not in 0 to 65535");
    }
  }

  /** Returns the state as {@code ip neighbour} takes it. */
  @Override
  public String toString() {
    if (number == 0) {
      return "none";
    }
    int bit = Integer.numberOfTrailingZeros(number);
    boolean single = number == 1 << bit && bit < NAMES.length;
    return single ? NAMES[bit] : "0x" + Integer.toHexString(number);
  }
}

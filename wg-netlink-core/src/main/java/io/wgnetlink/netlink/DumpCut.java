package io.wgnetlink.netlink;

/**
 * Where the answer to a dump is cut into datagrams.
 *
 * <p>The kernel reads its table piece by piece, one datagram at a time, and each piece is what the
 * table held at one instant; changes come between the pieces. Who reads the same table twice with
 * different cuts sees what lies at the seams of the one inside a datagram of the other. Immutable.
 *
 * @param datagramBytes the room in a datagram, 8 KiB to 32 KiB
 * @param shortFirst whether the first datagram is the small one (about 3.7 KiB) that the kernel
 *     builds before it knows the reader's buffer, which shifts all that follow
 */
public record DumpCut(int datagramBytes, boolean shortFirst) {
  /** No kernel builds larger datagrams for a dump. */
  public static final int MOST_BYTES = 32 * 1024;

  /** More than the smallest datagram for a dump on any page size. */
  public static final int LEAST_BYTES = 8 * 1024;

  public DumpCut {
    if (datagramBytes < LEAST_BYTES || datagramBytes > MOST_BYTES) {
      throw new IllegalArgumentException("datagrams of " + datagramBytes + " bytes; the range is "
          + LEAST_BYTES + " to " + MOST_BYTES);
    }
  }
}

package io.wgnetlink.netlink;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Ends a dump in which the kernel sends the same datagram again and again.
 *
 * <p>A dump goes on from a place that the kernel keeps; where an entry does not fit into a message
 * and is not refused, the place stays and the dump never ends (seen with a patched WireGuard whose
 * device attributes filled the message). No two datagrams of a proper dump begin alike, as they
 * begin with different entries. Equal length and checksum of the beginning count as alike; a row of
 * them is no coincidence. To sum up all of a datagram would cost as much as decoding it, on
 * processors for which the JVM has no instruction for it.
 */
final class DumpProgress {
  /** Alike in a row. */
  static final int MAX_ALIKE = 8;

  /** Enough for an entry to say which it is, behind the longest names of what it belongs to. */
  private static final int BEGINNING = 1024;

  private final CRC32C checksum = new CRC32C();
  private long last = -1;
  private int lastLength;
  private int alike;

  void begin() {
    last = -1;
    alike = 0;
  }

  /** Takes the datagram in {@code [0, length)}; throws when it is one of too many. */
  void take(String operation, ByteBuffer datagram, int length) {
    checksum.reset();
    checksum.update(datagram.limit(Math.min(length, BEGINNING)).position(0));
    datagram.clear();
    long now = checksum.getValue();
    alike = now == last && length == lastLength ? alike + 1 : 0;
    last = now;
    lastLength = length;
    if (alike >= MAX_ALIKE) {
      throw new NetlinkException(
          operation,
          "the dump makes no progress, the kernel sent the same " + length + " bytes " + (alike + 1)
              + " times");
    }
  }
}

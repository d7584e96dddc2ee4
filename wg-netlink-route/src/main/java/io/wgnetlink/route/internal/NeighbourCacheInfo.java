package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.NeighbourStatistics;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Codec of {@code struct nda_cacheinfo}, {@code uapi/linux/neighbour.h}: times in ticks of
 * {@code USER_HZ}, 100 a second (on x86, ARM and RISC-V); host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                         ndm_confirmed                         |
 * +---------------------------------------------------------------+
 * |                           ndm_used                            |
 * +---------------------------------------------------------------+
 * |                          ndm_updated                          |
 * +---------------------------------------------------------------+
 * |                          ndm_refcnt                           |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class NeighbourCacheInfo {
  private static final int LENGTH = 16;

  private static final int NDM_CONFIRMED = 0;
  private static final int NDM_USED = 4;
  private static final int NDM_UPDATED = 8;
  private static final int NDM_REFCNT = 12;

  private NeighbourCacheInfo() {}

  /** Reads the current attribute; the probes come in another one. */
  static NeighbourStatistics decode(AttributeCursor<NeighbourAttribute> cursor, int probes) {
    if (cursor.payloadLength() < LENGTH) {
      throw new MalformedMessageException(
          cursor.payload(), "NDA_CACHEINFO of " + cursor.payloadLength() + " bytes");
    }
    ByteBuffer buffer = cursor.buffer();
    int at = cursor.payload();
    return new NeighbourStatistics(
        probes,
        ticks(buffer.getInt(at + NDM_CONFIRMED)),
        ticks(buffer.getInt(at + NDM_USED)),
        ticks(buffer.getInt(at + NDM_UPDATED)),
        buffer.getInt(at + NDM_REFCNT));
  }

  private static Duration ticks(int count) {
    return KernelTicks.toDuration(Integer.toUnsignedLong(count));
  }
}

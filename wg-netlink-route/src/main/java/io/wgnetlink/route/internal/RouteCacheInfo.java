package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import java.time.Duration;
import java.util.Optional;

/**
 * Codec of {@code struct rta_cacheinfo}, {@code uapi/linux/rtnetlink.h}: host byte order. Only
 * {@code rta_expires} is of use: a signed number of ticks of {@code USER_HZ} until the route is
 * deleted, negative when it should have been, 0 when it stays. {@code rta_error} follows from the
 * route's type.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                          rta_clntref                          |
 * +---------------------------------------------------------------+
 * |                          rta_lastuse                          |
 * +---------------------------------------------------------------+
 * |                          rta_expires                          |
 * +---------------------------------------------------------------+
 * |                           rta_error                           |
 * +---------------------------------------------------------------+
 * |                           rta_used                            |
 * +---------------------------------------------------------------+
 * |                  rta_id, rta_ts, rta_tsage ...                |
 * </pre>
 */
final class RouteCacheInfo {
  private static final int RTA_EXPIRES = 8;
  private static final int END = 12;

  private RouteCacheInfo() {}

  /** Reads of the current attribute when the route is deleted. */
  static Optional<Duration> decodeExpires(AttributeCursor<RouteAttribute> cursor) {
    if (cursor.payloadLength() < END) {
      throw new MalformedMessageException(
          cursor.payload(), "RTA_CACHEINFO of " + cursor.payloadLength() + " bytes");
    }
    int ticks = cursor.buffer().getInt(cursor.payload() + RTA_EXPIRES);
    if (ticks == 0) {
      return Optional.empty();
    }
    Duration time = KernelTicks.toDuration(Math.abs((long) ticks));
    return Optional.of(ticks < 0 ? time.negated() : time);
  }
}

package io.wgnetlink.link.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Codec of {@code struct ifa_cacheinfo}, {@code uapi/linux/if_addr.h}: the rest of an address's
 * lifetimes in seconds, all bits set for ever; host byte order. When it was made and last changed
 * is not read, and the kernel does not heed it in requests.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                         ifa_prefered                          |
 * +---------------------------------------------------------------+
 * |                           ifa_valid                           |
 * +---------------------------------------------------------------+
 * |                        cstamp (skipped)                       |
 * +---------------------------------------------------------------+
 * |                        tstamp (skipped)                       |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param preferred {@code ifa_prefered}
 * @param valid {@code ifa_valid}
 */
record AddressCacheInfo(Optional<Duration> preferred, Optional<Duration> valid) {
  static final int LENGTH = 16;

  static final AddressCacheInfo FOR_EVER = new AddressCacheInfo(Optional.empty(), Optional.empty());

  private static final int IFA_PREFERED = 0;
  private static final int IFA_VALID = 4;

  /** {@code INFINITY_LIFE_TIME} of the kernel. */
  private static final int INFINITY_LIFE_TIME = -1;

  static AddressCacheInfo decode(ByteBuffer buffer, int at) {
    return new AddressCacheInfo(
        duration(buffer.getInt(at + IFA_PREFERED)), duration(buffer.getInt(at + IFA_VALID)));
  }

  void encode(ByteBuffer buffer, int at) {
    buffer.putInt(at + IFA_PREFERED, seconds(preferred));
    buffer.putInt(at + IFA_VALID, seconds(valid));
  }

  private static Optional<Duration> duration(int seconds) {
    return seconds == INFINITY_LIFE_TIME
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(Integer.toUnsignedLong(seconds)));
  }

  private static int seconds(Optional<Duration> lifetime) {
    return lifetime.map(time -> (int) time.toSeconds()).orElse(INFINITY_LIFE_TIME);
  }
}

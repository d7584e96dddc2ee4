package io.wgnetlink.wireguard.internal;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Codec of {@code struct __kernel_timespec}, {@code uapi/linux/time_types.h}; host byte order.
 * Kernels before 5.1 on 32-bit hardware have {@code struct timespec}: two 32-bit numbers.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                       tv_sec (8 bytes) ...                    |
 * +---------------------------------------------------------------+
 * |                       tv_nsec (8 bytes) ...                   |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class Timespec {
  public static final int LENGTH = 16;

  /** Of {@code struct timespec} with 32-bit numbers. */
  static final int OLD_LENGTH = 8;

  private static final int TV_SEC = 0;
  private static final int TV_NSEC = 8;
  private static final int OLD_TV_NSEC = 4;

  private Timespec() {}

  /** Writes the 16 bytes that every kernel of today sends. */
  public static void encode(ByteBuffer buffer, int at, Instant when) {
    buffer.putLong(at + TV_SEC, when.getEpochSecond()).putLong(at + TV_NSEC, when.getNano());
  }

  static long seconds(ByteBuffer buffer, int at, int length) {
    return length >= LENGTH ? buffer.getLong(at + TV_SEC) : buffer.getInt(at + TV_SEC);
  }

  static long nanos(ByteBuffer buffer, int at, int length) {
    return length >= LENGTH ? buffer.getLong(at + TV_NSEC) : buffer.getInt(at + OLD_TV_NSEC);
  }
}

package io.wgnetlink.link.internal;

import io.wgnetlink.link.LinkStatistics;
import java.nio.ByteBuffer;

/**
 * Codec of {@code struct rtnl_link_stats64}, {@code uapi/linux/if_link.h}: 64-bit counters in host
 * byte order, 23 of them in Linux 3.0, 25 in 6.1. An attribute's payload starts at a multiple of
 * four bytes, not of eight.
 *
 * <pre>
 *    0 rx_packets        8 tx_packets       16 rx_bytes         24 tx_bytes
 *   32 rx_errors        40 tx_errors        48 rx_dropped       56 tx_dropped
 *   64 multicast        72 collisions       80 rx_length_errors 88 rx_over_errors
 *   96 rx_crc_errors   104 rx_frame_errors 112 rx_fifo_errors  120 rx_missed_errors
 *  128 tx_*_errors ...
 * </pre>
 */
final class LinkStatisticsCodec {
  /** Up to the last counter that is read here; later ones are skipped. */
  static final int LENGTH = 112;

  private static final int RX_PACKETS = 0;
  private static final int TX_PACKETS = 8;
  private static final int RX_BYTES = 16;
  private static final int TX_BYTES = 24;
  private static final int RX_ERRORS = 32;
  private static final int TX_ERRORS = 40;
  private static final int RX_DROPPED = 48;
  private static final int TX_DROPPED = 56;
  private static final int RX_LENGTH_ERRORS = 80;
  private static final int RX_CRC_ERRORS = 96;
  private static final int RX_FRAME_ERRORS = 104;

  private LinkStatisticsCodec() {}

  /** Reads the counters; those beyond {@code length} are 0. */
  static LinkStatistics decode(ByteBuffer buffer, int at, int length) {
    return new LinkStatistics(
        counter(buffer, at, length, RX_PACKETS),
        counter(buffer, at, length, TX_PACKETS),
        counter(buffer, at, length, RX_BYTES),
        counter(buffer, at, length, TX_BYTES),
        counter(buffer, at, length, RX_ERRORS),
        counter(buffer, at, length, TX_ERRORS),
        counter(buffer, at, length, RX_DROPPED),
        counter(buffer, at, length, TX_DROPPED),
        counter(buffer, at, length, RX_LENGTH_ERRORS),
        counter(buffer, at, length, RX_CRC_ERRORS),
        counter(buffer, at, length, RX_FRAME_ERRORS));
  }

  static void encode(LinkStatistics statistics, ByteBuffer buffer, int at) {
    buffer.putLong(at + RX_PACKETS, statistics.rxPackets());
    buffer.putLong(at + TX_PACKETS, statistics.txPackets());
    buffer.putLong(at + RX_BYTES, statistics.rxBytes());
    buffer.putLong(at + TX_BYTES, statistics.txBytes());
    buffer.putLong(at + RX_ERRORS, statistics.rxErrors());
    buffer.putLong(at + TX_ERRORS, statistics.txErrors());
    buffer.putLong(at + RX_DROPPED, statistics.rxDropped());
    buffer.putLong(at + TX_DROPPED, statistics.txDropped());
    buffer.putLong(at + RX_LENGTH_ERRORS, statistics.rxLengthErrors());
    buffer.putLong(at + RX_CRC_ERRORS, statistics.rxCrcErrors());
    buffer.putLong(at + RX_FRAME_ERRORS, statistics.rxFrameErrors());
  }

  private static long counter(ByteBuffer buffer, int at, int length, int offset) {
    return offset + Long.BYTES <= length ? buffer.getLong(at + offset) : 0;
  }
}

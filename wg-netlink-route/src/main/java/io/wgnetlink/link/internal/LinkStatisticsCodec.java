package io.wgnetlink.link.internal;

import io.wgnetlink.link.LinkStatistics;
import java.nio.ByteBuffer;

/**
 * Codec of {@code struct rtnl_link_stats64}, {@code uapi/linux/if_link.h}: 64-bit counters in host
 * byte order, 23 of them in Linux 3.0, 25 in 6.1. An attribute's payload starts at a multiple of
 * four bytes, not of eight.
 *
 * <pre>
 *     0 rx_packets                8 tx_packets               16 rx_bytes
 *    24 tx_bytes                 32 rx_errors                40 tx_errors
 *    48 rx_dropped               56 tx_dropped               64 multicast
 *    72 collisions               80 rx_length_errors         88 rx_over_errors
 *    96 rx_crc_errors           104 rx_frame_errors         112 rx_fifo_errors
 *   120 rx_missed_errors        128 tx_aborted_errors       136 tx_carrier_errors
 *   144 tx_fifo_errors          152 tx_heartbeat_errors     160 tx_window_errors
 *   168 rx_compressed           176 tx_compressed           184 rx_nohandler
 *   192 rx_otherhost_dropped
 * </pre>
 */
final class LinkStatisticsCodec {
  /** Up to the last counter that is read here; later ones are skipped. */
  static final int LENGTH = 200;

  private static final int RX_PACKETS = 0;
  private static final int TX_PACKETS = 8;
  private static final int RX_BYTES = 16;
  private static final int TX_BYTES = 24;
  private static final int RX_ERRORS = 32;
  private static final int TX_ERRORS = 40;
  private static final int RX_DROPPED = 48;
  private static final int TX_DROPPED = 56;
  private static final int MULTICAST = 64;
  private static final int COLLISIONS = 72;
  private static final int RX_LENGTH_ERRORS = 80;
  private static final int RX_OVER_ERRORS = 88;
  private static final int RX_CRC_ERRORS = 96;
  private static final int RX_FRAME_ERRORS = 104;
  private static final int RX_FIFO_ERRORS = 112;
  private static final int RX_MISSED_ERRORS = 120;
  private static final int TX_ABORTED_ERRORS = 128;
  private static final int TX_CARRIER_ERRORS = 136;
  private static final int TX_FIFO_ERRORS = 144;
  private static final int TX_HEARTBEAT_ERRORS = 152;
  private static final int TX_WINDOW_ERRORS = 160;
  private static final int RX_COMPRESSED = 168;
  private static final int TX_COMPRESSED = 176;
  private static final int RX_NO_HANDLER = 184;
  private static final int RX_OTHERHOST_DROPPED = 192;

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
        counter(buffer, at, length, MULTICAST),
        counter(buffer, at, length, COLLISIONS),
        counter(buffer, at, length, RX_LENGTH_ERRORS),
        counter(buffer, at, length, RX_OVER_ERRORS),
        counter(buffer, at, length, RX_CRC_ERRORS),
        counter(buffer, at, length, RX_FRAME_ERRORS),
        counter(buffer, at, length, RX_FIFO_ERRORS),
        counter(buffer, at, length, RX_MISSED_ERRORS),
        counter(buffer, at, length, TX_ABORTED_ERRORS),
        counter(buffer, at, length, TX_CARRIER_ERRORS),
        counter(buffer, at, length, TX_FIFO_ERRORS),
        counter(buffer, at, length, TX_HEARTBEAT_ERRORS),
        counter(buffer, at, length, TX_WINDOW_ERRORS),
        counter(buffer, at, length, RX_COMPRESSED),
        counter(buffer, at, length, TX_COMPRESSED),
        counter(buffer, at, length, RX_NO_HANDLER),
        counter(buffer, at, length, RX_OTHERHOST_DROPPED));
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
    buffer.putLong(at + MULTICAST, statistics.multicast());
    buffer.putLong(at + COLLISIONS, statistics.collisions());
    buffer.putLong(at + RX_LENGTH_ERRORS, statistics.rxLengthErrors());
    buffer.putLong(at + RX_OVER_ERRORS, statistics.rxOverErrors());
    buffer.putLong(at + RX_CRC_ERRORS, statistics.rxCrcErrors());
    buffer.putLong(at + RX_FRAME_ERRORS, statistics.rxFrameErrors());
    buffer.putLong(at + RX_FIFO_ERRORS, statistics.rxFifoErrors());
    buffer.putLong(at + RX_MISSED_ERRORS, statistics.rxMissedErrors());
    buffer.putLong(at + TX_ABORTED_ERRORS, statistics.txAbortedErrors());
    buffer.putLong(at + TX_CARRIER_ERRORS, statistics.txCarrierErrors());
    buffer.putLong(at + TX_FIFO_ERRORS, statistics.txFifoErrors());
    buffer.putLong(at + TX_HEARTBEAT_ERRORS, statistics.txHeartbeatErrors());
    buffer.putLong(at + TX_WINDOW_ERRORS, statistics.txWindowErrors());
    buffer.putLong(at + RX_COMPRESSED, statistics.rxCompressed());
    buffer.putLong(at + TX_COMPRESSED, statistics.txCompressed());
    buffer.putLong(at + RX_NO_HANDLER, statistics.rxNoHandler());
    buffer.putLong(at + RX_OTHERHOST_DROPPED, statistics.rxOtherhostDropped());
  }

  private static long counter(ByteBuffer buffer, int at, int length, int offset) {
    return offset + Long.BYTES <= length ? buffer.getLong(at + offset) : 0;
  }
}

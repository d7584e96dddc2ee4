package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.route.PortRange;
import io.wgnetlink.route.UidRange;

/**
 * Codecs of {@code struct fib_rule_port_range}, twice 16 bits, and {@code struct
 * fib_rule_uid_range}, twice 32 bits, {@code uapi/linux/fib_rules.h}: the first and the last; host
 * byte order.
 */
final class RuleRanges {
  private static final int PORTS_LENGTH = 4;
  private static final int PORTS_START = 0;
  private static final int PORTS_END = 2;

  private static final int UIDS_LENGTH = 8;
  private static final int UIDS_START = 0;
  private static final int UIDS_END = 4;

  private RuleRanges() {}

  static void encode(MessageWriter w, RuleAttribute attribute, PortRange ports) {
    int at = w.putStructure(attribute, PORTS_LENGTH);
    w.buffer().putShort(at + PORTS_START, (short) ports.first());
    w.buffer().putShort(at + PORTS_END, (short) ports.last());
  }

  /** Reads the current attribute; the mask comes in another one. */
  static PortRange ports(AttributeCursor<RuleAttribute> cursor) {
    int at = cursor.payload();
    return PortRange.of(
        Short.toUnsignedInt(cursor.buffer().getShort(at + PORTS_START)),
        Short.toUnsignedInt(cursor.buffer().getShort(at + PORTS_END)));
  }

  static void encode(MessageWriter w, RuleAttribute attribute, UidRange uids) {
    int at = w.putStructure(attribute, UIDS_LENGTH);
    w.buffer().putInt(at + UIDS_START, uids.first());
    w.buffer().putInt(at + UIDS_END, uids.last());
  }

  static UidRange uids(AttributeCursor<RuleAttribute> cursor) {
    int at = cursor.payload();
    return new UidRange(
        cursor.buffer().getInt(at + UIDS_START), cursor.buffer().getInt(at + UIDS_END));
  }
}

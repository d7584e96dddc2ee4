package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.internal.SystemCallException;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageWriter;

/** What the kernel sends back, a datagram at a time. */
public interface Answer {
  /**
   * Writes the next datagram of the answer; returns whether there is another one.
   *
   * @param room how large a datagram of a dump may be
   */
  boolean write(MessageWriter writer, int sequence, int room);

  /**
   * Attributes of an acknowledgement, {@code enum nlmsgerr_attrs}, {@code uapi/linux/netlink.h}.
   */
  enum ErrorAttribute implements Attribute {
    NLMSGERR_ATTR_MSG;

    @Override
    public int type() {
      return 1;
    }

    @Override
    public AttributeFormat format() {
      return AttributeFormat.string(1000);
    }
  }

  /** The request was carried out. */
  static Answer success() {
    return (writer, sequence, room) -> error(writer, sequence, 0, "");
  }

  /** The request was carried out, and the kernel has something to say. */
  static Answer warning(String text) {
    return (writer, sequence, room) -> error(writer, sequence, 0, text);
  }

  static Answer refusal(Refusal refusal) {
    return (writer, sequence, room) ->
        error(writer, sequence, refusal.errno().number(), refusal.text());
  }

  /** The answer found no room in the receive buffer. */
  static Answer lost() {
    return (writer, sequence, room) -> {
      throw new SystemCallException("recv", Errno.ENOBUFS.number());
    };
  }

  /** The answer ends in the middle of a header. */
  static Answer garbled() {
    return (writer, sequence, room) -> {
      writer.reserve(MessageHeader.LENGTH / 2);
      return false;
    };
  }

  /**
   * The messages of a dump, the end of it in the datagram of the last.
   *
   * @param interrupted all messages are flagged, whatever happens
   */
  static Answer dump(Dump dump, boolean interrupted) {
    int flags = MessageFlags.NLM_F_MULTI | (interrupted ? MessageFlags.NLM_F_DUMP_INTR : 0);
    return (writer, sequence, room) -> {
      if (dump.write(writer, sequence, flags)) {
        return true;
      }
      writer.beginMessage(MessageHeader.NLMSG_DONE, flags, sequence);
      writer.reserve(Integer.BYTES);
      writer.endMessage();
      return false;
    };
  }

  /**
   * Writes {@code struct nlmsgerr}: the error number, negative, and the header of the request, of
   * which nobody reads more than that it is there.
   */
  private static boolean error(MessageWriter writer, int sequence, int errno, String text) {
    int flags = MessageFlags.NLM_F_CAPPED | (text.isEmpty() ? 0 : MessageFlags.NLM_F_ACK_TLVS);
    writer.beginMessage(MessageHeader.NLMSG_ERROR, flags, sequence);
    int at = writer.reserve(Integer.BYTES + MessageHeader.LENGTH);
    writer.buffer().putInt(at, -errno).putInt(at + Integer.BYTES, MessageHeader.LENGTH);
    if (!text.isEmpty()) {
      writer.putString(ErrorAttribute.NLMSGERR_ATTR_MSG, text);
    }
    writer.endMessage();
    return false;
  }
}

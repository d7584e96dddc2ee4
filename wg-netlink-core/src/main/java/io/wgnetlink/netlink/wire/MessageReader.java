package io.wgnetlink.netlink.wire;

import java.nio.ByteBuffer;

/**
 * Walks the messages of one datagram and is the view of the current one, without allocating.
 *
 * <p>The view is valid until the buffer is used again; what a visitor wants to keep it copies. Not
 * thread-safe.
 */
public final class MessageReader {
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int nextAt;
  private int limit;
  private int at;
  private int length;

  /** Returns a reader without a datagram; {@link #over} gives it one. */
  public MessageReader() {}

  /** Positions the reader before the first message in {@code [from, to)} of the buffer. */
  public MessageReader over(ByteBuffer datagram, int from, int to) {
    buffer = datagram;
    nextAt = from;
    limit = to;
    return this;
  }

  /** Moves to the next message; returns false at the end of the datagram. */
  public boolean next() {
    if (nextAt >= limit) {
      return false;
    }
    at = nextAt;
    if (limit - at < MessageHeader.LENGTH) {
      throw new MalformedMessageException(at, (limit - at) + " bytes left over");
    }
    length = buffer.getInt(at + MessageHeader.NLMSG_LEN);
    if (length < MessageHeader.LENGTH || length > limit - at) {
      throw new MalformedMessageException(
          at, "message of " + length + " bytes where " + (limit - at) + " are left");
    }
    nextAt = at + MessageHeader.align(length);
    return true;
  }

  /** Returns the message type. */
  public int type() {
    return Short.toUnsignedInt(buffer.getShort(at + MessageHeader.NLMSG_TYPE));
  }

  /** Returns the {@link MessageFlags flags}. */
  public int flags() {
    return Short.toUnsignedInt(buffer.getShort(at + MessageHeader.NLMSG_FLAGS));
  }

  public boolean hasFlag(int flag) {
    return (flags() & flag) != 0;
  }

  public int sequence() {
    return buffer.getInt(at + MessageHeader.NLMSG_SEQ);
  }

  public int portId() {
    return buffer.getInt(at + MessageHeader.NLMSG_PID);
  }

  public ByteBuffer buffer() {
    return buffer;
  }

  /** Returns the offset of the message in {@link #buffer()}. */
  public int start() {
    return at;
  }

  /** Returns the offset after the message's last byte. */
  public int end() {
    return at + length;
  }

  /**
   * Returns the offset of the payload, after checking that it has {@code needed} bytes.
   *
   * @throws MalformedMessageException when it is shorter
   */
  public int payload(int needed) {
    int available = length - MessageHeader.LENGTH;
    if (available < needed) {
      throw new MalformedMessageException(
          at, "message type " + type() + " has " + available + " bytes, " + needed + " are needed");
    }
    return at + MessageHeader.LENGTH;
  }
}

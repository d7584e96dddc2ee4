package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A kernel that answers the next request with one datagram, whatever is in it, and then is silent.
 * In its messages, sequence number 1 stands for the first request of what was sent, 2 for the next,
 * and any other for an earlier one.
 */
final class OneDatagram implements RequestTransport {
  private static final int NLMSG_SEQ = 8;

  private byte[] datagram = {};
  private byte[] waiting = {};

  /** Returns a client that does not wait for an answer that is not there. */
  NetlinkClient client() {
    return new NetlinkClient(NetworkNamespace.current(), () -> this, Duration.ZERO);
  }

  void answer(byte[] bytes) {
    datagram = bytes;
  }

  @Override
  public void send(ByteBuffer direct, int length) {
    MessageReader request = new MessageReader().over(direct, 0, length);
    request.next();
    waiting = request.type() == MessageHeader.NLMSG_NOOP
        ? acknowledgement()
        : numbered(request.sequence());
  }

  private static byte[] acknowledgement() {
    MessageWriter writer = new MessageWriter(64);
    writer.beginMessage(MessageHeader.NLMSG_ERROR, MessageFlags.NLM_F_CAPPED, 0);
    writer.reserve(4 + MessageHeader.LENGTH);
    writer.endMessage();
    byte[] bytes = new byte[writer.length()];
    writer.buffer().get(0, bytes);
    return bytes;
  }

  private byte[] numbered(int first) {
    ByteBuffer bytes = ByteBuffer.wrap(datagram.clone()).order(ByteOrder.nativeOrder());
    int at = 0;
    while (bytes.capacity() - at >= MessageHeader.LENGTH) {
      int placeholder = bytes.getInt(at + NLMSG_SEQ);
      boolean current = placeholder == 1 || placeholder == 2;
      bytes.putInt(at + NLMSG_SEQ, first - 1 + (current ? placeholder : 0));
      int length = bytes.getInt(at);
      if (length < MessageHeader.LENGTH || length > bytes.capacity() - at) {
        break;
      }
      at += (length + 3) & ~3;
    }
    datagram = new byte[0];
    return bytes.array();
  }

  @Override
  public int receive(ByteBuffer direct) {
    if (waiting.length == 0) {
      return NOTHING;
    }
    int length = waiting.length;
    direct.put(0, waiting, 0, Math.min(length, direct.capacity()));
    waiting = new byte[0];
    return length;
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) {
    return waiting.length > 0;
  }

  @Override
  public void close() {
    waiting = new byte[0];
  }
}

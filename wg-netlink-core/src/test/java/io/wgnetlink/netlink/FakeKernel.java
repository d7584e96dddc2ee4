package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.internal.SystemCallException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that is one function: it is called for each message of a request and queues datagrams. A
 * transport that was closed forgets what it had queued.
 */
final class FakeKernel implements RequestTransport {
  /** Answers one message of a request. */
  interface Answer {
    void to(MessageReader request, FakeKernel kernel);
  }

  /** A datagram, or an errno that receiving it fails with. */
  private record Reply(ByteBuffer bytes, int errno) {}

  private final Answer answer;
  private final ArrayDeque<Reply> replies = new ArrayDeque<>();
  private int opened;
  private int closed;
  private int primed;
  private ByteBuffer lastRequest = ByteBuffer.allocate(0);
  private @Nullable Consumer<MessageWriter> endless;

  FakeKernel(Answer answer) {
    this.answer = answer;
  }

  NetlinkClient client(Duration timeout) {
    return new NetlinkClient(
        NetworkNamespace.current(),
        () -> {
          opened++;
          return this;
        },
        timeout);
  }

  int timesOpened() {
    return opened;
  }

  /** How often a round trip that asks for nothing told the size of the reader's buffer. */
  int timesPrimed() {
    return primed;
  }

  int timesClosed() {
    return closed;
  }

  /** The very buffer that the last request was sent from. */
  ByteBuffer lastRequest() {
    return lastRequest;
  }

  /** Queues a datagram of the messages that the consumer writes. */
  void reply(Consumer<MessageWriter> messages) {
    MessageWriter writer = new MessageWriter(256);
    messages.accept(writer);
    ByteBuffer bytes = ByteBuffer.allocate(writer.length()).order(ByteOrder.nativeOrder());
    replies.add(new Reply(bytes.put(0, writer.buffer(), 0, writer.length()), 0));
  }

  /** Never runs out of a datagram, which is written anew each time, until it is closed. */
  void replyForever(Consumer<MessageWriter> messages) {
    reply(messages);
    endless = messages;
  }

  void failNextReceive(Errno errno) {
    replies.add(new Reply(ByteBuffer.allocate(0), errno.number()));
  }

  /** Writes a data message whose payload is one number. */
  static void data(MessageWriter writer, int sequence, int flags, int value) {
    writer.beginMessage(0x40, MessageFlags.NLM_F_MULTI | flags, sequence);
    int at = writer.reserve(4);
    writer.buffer().putInt(at, value);
    writer.endMessage();
  }

  static void done(MessageWriter writer, int sequence, int errno) {
    writer.beginMessage(MessageHeader.NLMSG_DONE, MessageFlags.NLM_F_MULTI, sequence);
    int at = writer.reserve(4);
    writer.buffer().putInt(at, -errno);
    writer.endMessage();
  }

  /** Writes an acknowledgement, or a refusal, that echoes the header only. */
  static void acknowledge(
      MessageWriter writer, int sequence, int errno, Consumer<MessageWriter> attributes) {
    writer.beginMessage(
        MessageHeader.NLMSG_ERROR,
        MessageFlags.NLM_F_CAPPED | MessageFlags.NLM_F_ACK_TLVS,
        sequence);
    int at = writer.reserve(4 + MessageHeader.LENGTH);
    writer.buffer().putInt(at, -errno).putInt(at + 4, 12345);
    attributes.accept(writer);
    writer.endMessage();
  }

  /** Writes an acknowledgement that ends before the header that it should echo. */
  static void acknowledgeShort(MessageWriter writer, int sequence) {
    writer.beginMessage(MessageHeader.NLMSG_ERROR, 0, sequence);
    writer.reserve(4);
    writer.endMessage();
  }

  @Override
  public void send(ByteBuffer direct, int length) {
    lastRequest = direct;
    MessageReader reader = new MessageReader().over(direct, 0, length);
    while (reader.next()) {
      if (reader.type() == MessageHeader.NLMSG_NOOP) {
        primed++;
        int sequence = reader.sequence();
        reply(writer -> acknowledge(writer, sequence, 0, none -> {}));
      } else {
        answer.to(reader, this);
      }
    }
  }

  @Override
  public int receive(ByteBuffer direct) {
    Reply reply = replies.poll();
    if (reply == null) {
      return NOTHING;
    }
    if (reply.errno() != 0) {
      throw new SystemCallException("recv", reply.errno());
    }
    if (endless != null) {
      reply(endless);
    }
    int length = reply.bytes().capacity();
    direct.put(0, reply.bytes(), 0, Math.min(length, direct.capacity()));
    return length;
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) {
    return !replies.isEmpty();
  }

  @Override
  public void close() {
    closed++;
    replies.clear();
    endless = null;
  }

  /** Collects the numbers of the attempt that counted. */
  static final class Numbers implements DumpVisitor {
    final List<Integer> values = new ArrayList<>();
    int attempts;

    @Override
    public void begin(int attempt) {
      attempts = attempt;
      values.clear();
    }

    @Override
    public void message(MessageReader message) {
      values.add(message.buffer().getInt(message.payload(4)));
    }
  }
}

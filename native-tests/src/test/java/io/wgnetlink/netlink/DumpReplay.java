package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A kernel that answers every dump with the same messages, and allocates nothing while it does. */
public final class DumpReplay implements RequestTransport {
  private static final int TYPE = 0x23;
  private static final int NLMSG_SEQ = 8;
  private static final int NLMSG_TYPE = 4;

  private final List<ByteBuffer> dump = new ArrayList<>();
  private final ByteBuffer acknowledgement = datagram(
      MessageHeader.NLMSG_ERROR,
      MessageFlags.NLM_F_CAPPED,
      w -> w.reserve(4 + MessageHeader.LENGTH));
  private int sequence;
  private boolean acknowledging;
  private int next;

  private DumpReplay(List<byte[]> payloads) {
    for (byte[] payload : payloads) {
      dump.add(datagram(TYPE, MessageFlags.NLM_F_MULTI, writer -> {
        int at = writer.reserve(payload.length);
        writer.buffer().put(at, payload);
      }));
    }
    dump.add(datagram(MessageHeader.NLMSG_DONE, MessageFlags.NLM_F_MULTI, w -> w.reserve(4)));
  }

  /** Returns a client that reads these messages, each given from behind its message header on. */
  public static NetlinkClient client(List<byte[]> payloads) {
    DumpReplay replay = new DumpReplay(payloads);
    return new NetlinkClient(
        NetworkNamespace.current(), () -> replay, NetlinkClient.DEFAULT_TIMEOUT);
  }

  private static ByteBuffer datagram(int type, int flags, Consumer<MessageWriter> payload) {
    MessageWriter writer = new MessageWriter(64);
    writer.beginMessage(type, flags, 0);
    payload.accept(writer);
    writer.endMessage();
    return ByteBuffer.allocateDirect(writer.length())
        .order(ByteOrder.nativeOrder())
        .put(0, writer.buffer(), 0, writer.length());
  }

  @Override
  public void send(ByteBuffer direct, int length) {
    sequence = direct.getInt(NLMSG_SEQ);
    acknowledging = direct.getShort(NLMSG_TYPE) == MessageHeader.NLMSG_NOOP;
    next = 0;
  }

  @Override
  public int receive(ByteBuffer direct) {
    if (next >= dump.size()) {
      return NOTHING;
    }
    ByteBuffer datagram = acknowledging ? acknowledgement : dump.get(next++);
    if (acknowledging) {
      next = dump.size();
    }
    direct.put(0, datagram, 0, datagram.capacity());
    direct.putInt(NLMSG_SEQ, sequence);
    return datagram.capacity();
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) {
    return next < dump.size();
  }

  @Override
  public void close() {}
}

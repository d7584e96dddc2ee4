package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.wire.MessageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A request socket that keeps a copy of what is sent to the kernel, but for empty round trips. */
public final class RecordingTransport implements RequestTransport {
  private static final int NLMSG_TYPE = 4;

  private final RequestTransport socket;
  private final List<byte[]> sent;

  private RecordingTransport(RequestTransport socket, List<byte[]> sent) {
    this.socket = socket;
    this.sent = sent;
  }

  /** Opens a client whose requests, in order, are added to a list. */
  public static NetlinkClient client(
      NetworkNamespace namespace, NetlinkProtocol protocol, List<byte[]> sent) {
    NetworkNamespace own = namespace.duplicate();
    return new NetlinkClient(own, () -> open(own, protocol, sent), NetlinkClient.DEFAULT_TIMEOUT);
  }

  private static RequestTransport open(
      NetworkNamespace namespace, NetlinkProtocol protocol, List<byte[]> sent) {
    return new RecordingTransport(namespace.openRequestSocket(protocol), sent);
  }

  /** Returns requests as a file of them: each behind its length, a 32-bit number. */
  public static byte[] file(List<byte[]> requests) {
    List<byte[]> all = new ArrayList<>(requests);
    int size = all.stream().mapToInt(request -> Integer.BYTES + request.length).sum();
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    all.forEach(request -> file.putInt(request.length).put(request));
    return file.array();
  }

  @Override
  public void send(ByteBuffer direct, int length) {
    if (direct.getShort(NLMSG_TYPE) != MessageHeader.NLMSG_NOOP) {
      byte[] copy = new byte[length];
      direct.get(0, copy);
      sent.add(copy);
    }
    socket.send(direct, length);
  }

  @Override
  public int receive(ByteBuffer direct) {
    return socket.receive(direct);
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) {
    return socket.awaitReadable(timeoutMillis);
  }

  @Override
  public void close() {
    socket.close();
  }
}

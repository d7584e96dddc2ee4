package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.EventTransport;
import io.wgnetlink.netlink.internal.epoll.EpollWatch;
import io.wgnetlink.netlink.internal.libc.NetlinkSocket;
import io.wgnetlink.netlink.internal.libc.ReceiveHeader;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A socket of this machine's kernel for multicast, watched by the library's epoll loop. */
final class KernelEvents implements EventTransport {
  private final NetlinkSocket socket;

  /** There where messages of all namespaces come. */
  private @Nullable ReceiveHeader header;

  private KernelEvents(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens one in the calling thread's network namespace. */
  static KernelEvents open(int protocol) {
    NetlinkSocket socket = NetlinkSocket.open(protocol);
    try {
      socket.prepareForEvents();
      return new KernelEvents(socket);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public int setReceiveBuffer(int bytes) {
    return socket.setReceiveBuffer(bytes);
  }

  @Override
  public void attachFilter(ByteBuffer program) {
    socket.attachFilter(program);
  }

  @Override
  public void listenToAllNamespaces() {
    socket.listenToAllNamespaces();
    header = new ReceiveHeader();
  }

  @Override
  public void join(int group) {
    socket.join(group);
  }

  @Override
  public long drops() {
    return socket.drops();
  }

  @Override
  public int receive(ByteBuffer direct) {
    ReceiveHeader from = header;
    return from == null ? socket.receive(direct) : socket.receive(direct, from);
  }

  @Override
  public Optional<Integer> namespaceId() {
    ReceiveHeader from = header;
    return from == null ? Optional.empty() : from.namespaceId();
  }

  @Override
  public Watch watch(Runnable readable) {
    return EpollWatch.start(socket.number(), readable);
  }

  @Override
  public void close() {
    socket.close();
  }
}

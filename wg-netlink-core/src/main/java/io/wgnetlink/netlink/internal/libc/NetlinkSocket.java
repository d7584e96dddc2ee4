package io.wgnetlink.netlink.internal.libc;

import com.sun.jna.Native;
import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.internal.SystemCallException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * A non-blocking {@code AF_NETLINK} socket.
 *
 * <p>It belongs to the network namespace of the thread that opened it and can be used from any
 * thread. {@code struct sockaddr_nl} ({@code uapi/linux/netlink.h}), host byte order:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |     nl_family = AF_NETLINK    |            zero               |
 * +-------------------------------+-------------------------------+
 * |               nl_pid (0 = kernel, or let it choose)           |
 * +---------------------------------------------------------------+
 * |                          nl_groups                            |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class NetlinkSocket implements RequestTransport {
  static final int SOL_SOCKET = 1;
  static final int SO_ATTACH_FILTER = 26;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_MEMINFO = 55;

  /** {@code SK_MEMINFO_VARS}, {@code uapi/linux/sock_diag.h}. */
  private static final int MEMINFO_WORDS = 9;

  private static final int SK_MEMINFO_DROPS = 8;
  static final int SOL_NETLINK = 270;
  private static final int NETLINK_ADD_MEMBERSHIP = 1;
  static final int NETLINK_LISTEN_ALL_NSID = 8;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int NETLINK_GET_STRICT_CHK = 12;

  private static final int SOCKADDR_NL_LENGTH = 12;

  private static final int RECEIVE_FLAGS = LibC.MSG_DONTWAIT | LibC.MSG_TRUNC;

  private final Descriptor descriptor;

  private NetlinkSocket(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** Opens a socket of a netlink protocol in the calling thread's network namespace. */
  public static NetlinkSocket open(int protocol) {
    HostPlatform.CURRENT.requireSupported();
    int type = LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK;
    NetlinkSocket socket = new NetlinkSocket(
        new Descriptor(LibC.check("socket", LibC.socket(LibC.AF_NETLINK, type, protocol))));
    try {
      LibC.check("bind", LibC.bind(socket.number(), kernelAddress()));
      return socket;
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static ByteBuffer kernelAddress() {
    return LibC.allocate(SOCKADDR_NL_LENGTH).putShort(0, (short) LibC.AF_NETLINK);
  }

  /**
   * Makes this a request socket: the kernel is its only peer (what other processes send is
   * refused), and errors come back small, with text and attribute.
   */
  public void prepareForRequests() {
    LibC.check("connect", LibC.connect(number(), kernelAddress()));
    setOption(SOL_NETLINK, NETLINK_EXT_ACK, 1);
    setOption(SOL_NETLINK, NETLINK_CAP_ACK, 1);
    trySetOption(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1); // Linux 4.20
  }

  /** Joins a multicast group by its number. */
  public void join(int group) {
    setOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
  }

  /**
   * Lets multicast of other namespaces arrive too: of those that have a number in this one, and in
   * whose user namespace whoever opened the socket has {@code CAP_NET_BROADCAST}.
   */
  public void listenToAllNamespaces() {
    setOption(SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, 1);
  }

  /**
   * Makes this an event socket: the kernel is its only peer (what other processes send is refused,
   * multicast still arrives).
   */
  public void prepareForEvents() {
    LibC.check("connect", LibC.connect(number(), kernelAddress()));
  }

  /**
   * Asks for a receive buffer of this many bytes, by force where the privilege allows it, and
   * returns what the kernel gave (it doubles the number for its own bookkeeping).
   */
  public int setReceiveBuffer(int bytes) {
    if (!trySetOption(SOL_SOCKET, SO_RCVBUFFORCE, bytes)) {
      setOption(SOL_SOCKET, SO_RCVBUF, bytes);
    }
    ByteBuffer value = LibC.allocate(2 * Integer.BYTES);
    LibC.check("getsockopt", LibC.getsockopt(number(), SOL_SOCKET, SO_RCVBUF, value));
    return value.getInt(0);
  }

  /**
   * Lets the kernel decide by a classic BPF program, of {@code struct sock_filter}, what is
   * received.
   */
  public void attachFilter(ByteBuffer program) {
    LibC.check("setsockopt", LibC.attachFilter(number(), program));
  }

  /** Returns how many messages the kernel has dropped because the receive buffer was full. */
  public long drops() {
    ByteBuffer words = LibC.allocate((MEMINFO_WORDS + 1) * Integer.BYTES);
    LibC.check("getsockopt", LibC.getsockopt(number(), SOL_SOCKET, SO_MEMINFO, words));
    return Integer.toUnsignedLong(words.getInt(SK_MEMINFO_DROPS * Integer.BYTES));
  }

  @Override
  public void send(ByteBuffer direct, int length) {
    long sent;
    do {
      sent = LibC.send(number(), direct, length, 0);
    } while (sent < 0 && Native.getLastError() == LibC.EINTR);
    LibC.check("send", (int) sent);
  }

  @Override
  public int receive(ByteBuffer direct) {
    return receive(() -> LibC.recv(number(), direct, RECEIVE_FLAGS));
  }

  /** Receives like {@link #receive(ByteBuffer)}; the header then says where it is from. */
  public int receive(ByteBuffer direct, ReceiveHeader header) {
    return receive(() -> LibC.recvmsg(number(), header, direct, RECEIVE_FLAGS));
  }

  private static int receive(LongSupplier call) {
    while (true) {
      long length = call.getAsLong();
      if (length >= 0) {
        return (int) length;
      }
      int errno = Native.getLastError();
      if (errno == LibC.EAGAIN) {
        return NOTHING;
      }
      if (errno != LibC.EINTR) {
        throw new SystemCallException("recv", errno);
      }
    }
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) {
    ByteBuffer pollfd = LibC.allocate(8).putInt(0, number()).putShort(4, (short) LibC.POLLIN);
    int ready = LibC.poll(pollfd, timeoutMillis);
    if (ready < 0 && Native.getLastError() == LibC.EINTR) {
      return true; // the caller looks, and waits again for the rest of its time
    }
    return LibC.check("poll", ready) > 0;
  }

  /** Returns the descriptor's number, for an event loop to watch. */
  public int number() {
    return descriptor.number();
  }

  @Override
  public void close() {
    descriptor.close();
  }

  private void setOption(int level, int option, int value) {
    LibC.check("setsockopt", setsockopt(level, option, value));
  }

  private boolean trySetOption(int level, int option, int value) {
    return setsockopt(level, option, value) == 0;
  }

  private int setsockopt(int level, int option, int value) {
    ByteBuffer bytes = LibC.allocate(Integer.BYTES).putInt(0, value);
    return LibC.setsockopt(number(), level, option, bytes);
  }
}

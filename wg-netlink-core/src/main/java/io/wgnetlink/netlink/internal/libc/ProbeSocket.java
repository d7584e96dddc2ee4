package io.wgnetlink.netlink.internal.libc;

import io.wgnetlink.netlink.internal.SystemCallException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A non-blocking socket for datagrams to one address by one interface, UDP or ICMP echo.
 *
 * <p>It is bound to the interface ({@code SO_BINDTODEVICE}), so that what it sends leaves there or
 * not at all, whatever the routes say, and what it receives came in there. Binding needs
 * {@code CAP_NET_RAW} before Linux 5.7. It is not connected: the source address is chosen for each
 * datagram, and so follows those of the interface.
 *
 * <p><b>ICMP.</b> Two kinds of sockets can send echo requests: a datagram socket, which needs no
 * capability but a group within {@code net.ipv4.ping_group_range} (most distributions: all; a new
 * network namespace: none), and a raw one, which needs {@code CAP_NET_RAW}. The kernel fills in the
 * identifier of the first and delivers its own replies only; a raw one sees every ICMP message,
 * over IPv4 with the IP header, and has its IPv4 checksum made by the sender ({@code raw(7)};
 * {@code net/ipv4/ping.c}). What is in the datagrams: {@link EchoMessage}.
 *
 * <p>Thread-safe.
 */
public final class ProbeSocket implements AutoCloseable {
  /** What is sent. */
  private enum Kind {
    UDP,
    ECHO,
    RAW_ECHO
  }

  private static final int SO_BINDTODEVICE = 25;
  private static final int IPPROTO_ICMP = 1;
  private static final int IPPROTO_UDP = 17;
  private static final int IPPROTO_ICMPV6 = 58;
  private static final int EPERM = 1;
  private static final int EACCES = 13;
  private static final int EPROTONOSUPPORT = 93;

  /** {@code struct pollfd}: the descriptor, what is asked, what is so. */
  private static final int POLLFD = 8;

  private final Descriptor descriptor;
  private final Kind kind;
  private final EchoMessage message;
  private final ByteBuffer to;
  /** Held while the descriptor is used, so that no other file can have its number meanwhile. */
  private final ReentrantLock use = new ReentrantLock();

  private final ByteBuffer out;
  private final ByteBuffer in = LibC.allocate(512).order(ByteOrder.BIG_ENDIAN);

  private ProbeSocket(Descriptor descriptor, Kind kind, EchoMessage message, ByteBuffer to) {
    this.descriptor = descriptor;
    this.kind = kind;
    this.message = message;
    this.to = to;
    this.out = LibC.allocate(kind == Kind.UDP ? 1 : EchoMessage.BYTES).order(ByteOrder.BIG_ENDIAN);
  }

  /** Opens a UDP socket in the calling thread's network namespace. */
  public static ProbeSocket udp(InetAddress to, int port, String interfaceName) {
    HostPlatform.CURRENT.requireSupported();
    boolean ipv6 = to.getAddress().length == 16;
    return open(Kind.UDP, IPPROTO_UDP, to, port, interfaceName, ipv6, 0);
  }

  /**
   * Opens an ICMP socket in the calling thread's network namespace.
   *
   * @param cookie tells this socket's replies from others
   * @throws SystemCallException with EPERM or EACCES when neither kind is permitted
   */
  public static ProbeSocket echo(InetAddress to, String interfaceName, long cookie) {
    HostPlatform.CURRENT.requireSupported();
    boolean ipv6 = to.getAddress().length == 16;
    int protocol = ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
    try {
      return open(Kind.ECHO, protocol, to, 0, interfaceName, ipv6, cookie);
    } catch (SystemCallException e) {
      if (e.errno() != EACCES && e.errno() != EPERM && e.errno() != EPROTONOSUPPORT) {
        throw e;
      }
      return open(Kind.RAW_ECHO, protocol, to, 0, interfaceName, ipv6, cookie);
    }
  }

  private static ProbeSocket open(
      Kind kind,
      int protocol,
      InetAddress to,
      int port,
      String interfaceName,
      boolean ipv6,
      long cookie) {
    int type = (kind == Kind.RAW_ECHO ? LibC.SOCK_RAW : LibC.SOCK_DGRAM)
        | LibC.SOCK_CLOEXEC
        | LibC.SOCK_NONBLOCK;
    int family = ipv6 ? LibC.AF_INET6 : LibC.AF_INET;
    Descriptor descriptor =
        new Descriptor(LibC.check("socket", LibC.socket(family, type, protocol)));
    try {
      byte[] text = interfaceName.getBytes(StandardCharsets.UTF_8);
      ByteBuffer name = LibC.allocate(text.length + 1).put(0, text);
      LibC.check(
          "bind to " + interfaceName,
          LibC.setsockopt(descriptor.number(), NetlinkSocket.SOL_SOCKET, SO_BINDTODEVICE, name));
      EchoMessage message = new EchoMessage(ipv6, kind == Kind.RAW_ECHO, cookie);
      return new ProbeSocket(descriptor, kind, message, address(to, port));
    } catch (RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  /** {@code struct sockaddr_in} or {@code sockaddr_in6}. */
  private static ByteBuffer address(InetAddress to, int port) {
    byte[] bytes = to.getAddress();
    boolean ipv6 = bytes.length == 16;
    ByteBuffer address = LibC.allocate(ipv6 ? 28 : 16);
    address.putShort(0, (short) (ipv6 ? LibC.AF_INET6 : LibC.AF_INET));
    address.put(2, (byte) (port >>> 8)).put(3, (byte) port);
    address.put(ipv6 ? 8 : 4, bytes);
    return address;
  }

  /** Sends one byte, or an echo request with this sequence. */
  public void send(int sequence) {
    use.lock();
    try {
      if (kind != Kind.UDP) {
        message.encode(out, sequence);
      }
      LibC.check("send", (int) LibC.sendto(descriptor.number(), out, to));
    } finally {
      use.unlock();
    }
  }

  /**
   * Returns the sequence of the next reply to this socket, or -1 when there is none now. What
   * others sent is passed over.
   */
  public int receive() {
    use.lock();
    try {
      while (true) {
        long length = LibC.recv(descriptor.number(), in, LibC.MSG_DONTWAIT);
        if (length < 0) {
          return -1;
        }
        int sequence = message.replyIn(in, (int) Math.min(length, in.capacity()));
        if (sequence >= 0) {
          return sequence;
        }
      }
    } finally {
      use.unlock();
    }
  }

  /** Waits until one of the sockets has something to receive, or the time is over. */
  public static void await(List<ProbeSocket> sockets, int timeoutMillis) {
    ByteBuffer descriptors = LibC.allocate(Math.max(1, sockets.size()) * POLLFD);
    for (int i = 0; i < sockets.size(); i++) {
      descriptors.putInt(i * POLLFD, sockets.get(i).descriptor.number());
      descriptors.putShort(i * POLLFD + 4, (short) LibC.POLLIN);
    }
    // An interruption is as good as a time that is over.
    int unused = LibC.poll(descriptors, sockets.size(), timeoutMillis);
  }

  /** Whether the socket is a raw one. */
  public boolean raw() {
    return kind == Kind.RAW_ECHO;
  }

  @Override
  public void close() {
    use.lock();
    try {
      descriptor.close();
    } finally {
      use.unlock();
    }
  }
}

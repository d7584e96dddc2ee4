package io.wgnetlink.netlink.internal.libc;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.wgnetlink.netlink.internal.SystemCallException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Functions of the C library, mapped directly with addresses as {@code long}: the cheapest way
 * through JNA. Callers check {@link HostPlatform} first. After a return value of -1
 * {@link Native#getLastError()} holds the errno.
 */
final class LibC {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOCK_NONBLOCK = 0x800;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_DONTWAIT = 0x40;
  static final int POLLIN = 1;
  static final int O_RDONLY_CLOEXEC = 0x80000;
  static final int O_WRONLY_CLOEXEC = 0x80001;
  static final int CLONE_NEWNET = 0x40000000;

  /** {@code __NR_pidfd_open}, the same number on every architecture. */
  static final long PIDFD_OPEN = 434;

  static final int EINTR = 4;
  static final int EAGAIN = 11;

  static {
    LibrarySearchPath.tellJna(HostPlatform.CURRENT.architecture());
    // The name that the loader knows it by, so that nothing has to be searched.
    Native.register(LibC.class, "libc.so.6");
  }

  private LibC() {}

  static native int socket(int domain, int type, int protocol);

  static native int close(int fd);

  static native int setns(int fd, int type);

  static native int unshare(int flags);

  static native long syscall(long number, long first, long second);

  private static native int bind(int fd, long address, int length);

  private static native int connect(int fd, long address, int length);

  private static native int setsockopt(int fd, int level, int option, long value, int length);

  private static native int getsockopt(int fd, int level, int option, long value, long length);

  private static native long send(int fd, long buffer, long length, int flags);

  private static native long sendto(
      int fd, long buffer, long length, int flags, long address, int addressLength);

  private static native long recv(int fd, long buffer, long length, int flags);

  private static native long recvmsg(int fd, long header, int flags);

  private static native int poll(long descriptors, long count, int timeoutMillis);

  private static native int open(long path, int flags);

  private static native long read(int fd, long buffer, long length);

  private static native long write(int fd, long buffer, long length);

  private static native int if_nametoindex(long name);

  // What is passed as an address must stay reachable until the call returns: the collector frees a
  // direct buffer that nobody refers to, also one that the kernel is writing to.

  static int bind(int fd, ByteBuffer address) {
    try {
      return bind(fd, address(address), address.capacity());
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  static int connect(int fd, ByteBuffer address) {
    try {
      return connect(fd, address(address), address.capacity());
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  static int setsockopt(int fd, int level, int option, ByteBuffer value) {
    try {
      return setsockopt(fd, level, option, address(value), value.capacity());
    } finally {
      Reference.reachabilityFence(value);
    }
  }

  /**
   * Attaches a program to a socket by {@code struct sock_fprog}, {@code uapi/linux/filter.h}: the
   * number of its instructions, of 8 bytes each, in two bytes, and from byte 8 on where it is.
   */
  static int attachFilter(int fd, ByteBuffer program) {
    ByteBuffer fprog = allocate(16);
    fprog.putShort(0, (short) (program.capacity() / 8));
    fprog.putLong(8, address(program));
    try {
      return setsockopt(fd, NetlinkSocket.SOL_SOCKET, NetlinkSocket.SO_ATTACH_FILTER, fprog);
    } finally {
      Reference.reachabilityFence(program);
    }
  }

  /** The value comes first, its length, in and out, after it. */
  static int getsockopt(int fd, int level, int option, ByteBuffer valueAndLength) {
    int lengthAt = valueAndLength.capacity() - Integer.BYTES;
    valueAndLength.putInt(lengthAt, lengthAt);
    try {
      long at = address(valueAndLength);
      return getsockopt(fd, level, option, at, at + lengthAt);
    } finally {
      Reference.reachabilityFence(valueAndLength);
    }
  }

  static long send(int fd, ByteBuffer direct, int length, int flags) {
    try {
      return send(fd, address(direct), length, flags);
    } finally {
      Reference.reachabilityFence(direct);
    }
  }

  static long sendto(int fd, ByteBuffer direct, ByteBuffer to) {
    try {
      return sendto(fd, address(direct), direct.capacity(), 0, address(to), to.capacity());
    } finally {
      Reference.reachabilityFence(direct);
      Reference.reachabilityFence(to);
    }
  }

  static long recv(int fd, ByteBuffer direct, int flags) {
    try {
      return recv(fd, address(direct), direct.capacity(), flags);
    } finally {
      Reference.reachabilityFence(direct);
    }
  }

  static long recvmsg(int fd, ReceiveHeader header, ByteBuffer direct, int flags) {
    ByteBuffer block = header.prepare(direct);
    try {
      return recvmsg(fd, address(block), flags);
    } finally {
      Reference.reachabilityFence(block);
      Reference.reachabilityFence(direct);
    }
  }

  static int poll(ByteBuffer descriptor, int timeoutMillis) {
    try {
      return poll(address(descriptor), 1, timeoutMillis);
    } finally {
      Reference.reachabilityFence(descriptor);
    }
  }

  /** Waits for one of several descriptors, each a {@code struct pollfd} of 8 bytes. */
  static int poll(ByteBuffer descriptors, int count, int timeoutMillis) {
    try {
      return poll(address(descriptors), count, timeoutMillis);
    } finally {
      Reference.reachabilityFence(descriptors);
    }
  }

  static int open(ByteBuffer path, int flags) {
    try {
      return open(address(path), flags);
    } finally {
      Reference.reachabilityFence(path);
    }
  }

  static long read(int fd, ByteBuffer direct) {
    try {
      return read(fd, address(direct), direct.capacity());
    } finally {
      Reference.reachabilityFence(direct);
    }
  }

  static long write(int fd, ByteBuffer direct) {
    try {
      return write(fd, address(direct), direct.capacity());
    } finally {
      Reference.reachabilityFence(direct);
    }
  }

  static int if_nametoindex(ByteBuffer name) {
    try {
      return if_nametoindex(address(name));
    } finally {
      Reference.reachabilityFence(name);
    }
  }

  static long address(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }

  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Returns the result, or throws with the errno when it is negative. */
  static int check(String call, int result) {
    if (result < 0) {
      throw new SystemCallException(call, Native.getLastError());
    }
    return result;
  }
}

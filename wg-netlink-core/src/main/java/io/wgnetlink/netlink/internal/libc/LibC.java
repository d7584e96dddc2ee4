package io.wgnetlink.netlink.internal.libc;

import com.sun.jna.Native;
import io.wgnetlink.netlink.internal.SystemCallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Functions of the C library, mapped directly with addresses as {@code long}: the cheapest way
 * through JNA. After a return value of -1 {@link Native#getLastError()} holds the errno.
 */
final class LibC {
  static final int AF_NETLINK = 16;
  static final int SOCK_RAW = 3;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOCK_NONBLOCK = 0x800;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_DONTWAIT = 0x40;
  static final int POLLIN = 1;
  static final int O_RDONLY_CLOEXEC = 0x80000;
  static final int CLONE_NEWNET = 0x40000000;

  /** {@code __NR_pidfd_open}, the same number on every architecture. */
  static final long PIDFD_OPEN = 434;

  static final int EINTR = 4;
  static final int EAGAIN = 11;

  static {
    HostPlatform.CURRENT.requireSupported();
    LibrarySearchPath.tellJna(HostPlatform.CURRENT.architecture());
    // The name that the loader knows it by, so that nothing has to be searched.
    Native.register(LibC.class, "libc.so.6");
  }

  private LibC() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, long address, int length);

  static native int connect(int fd, long address, int length);

  static native int setsockopt(int fd, int level, int option, long value, int length);

  static native int getsockopt(int fd, int level, int option, long value, long length);

  static native long send(int fd, long buffer, long length, int flags);

  static native long recv(int fd, long buffer, long length, int flags);

  static native int poll(long descriptors, long count, int timeoutMillis);

  static native int open(long path, int flags);

  static native int close(int fd);

  static native int setns(int fd, int type);

  static native int unshare(int flags);

  static native long syscall(long number, long first, long second);

  /** Returns the address of a direct buffer's first byte. */
  static long address(ByteBuffer direct) {
    return com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(direct));
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

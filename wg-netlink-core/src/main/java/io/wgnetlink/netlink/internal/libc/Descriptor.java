package io.wgnetlink.netlink.internal.libc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A file descriptor with one owner. Thread-safe; closing twice is harmless. */
public final class Descriptor implements AutoCloseable {
  private static final int CLOSED = -1;

  private final AtomicInteger number;

  Descriptor(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Opens a file read-only and close-on-exec. */
  public static Descriptor open(String path) {
    return open(path, LibC.O_RDONLY_CLOEXEC);
  }

  /** Opens a file that is there write-only and close-on-exec. */
  static Descriptor openForWriting(String path) {
    return open(path, LibC.O_WRONLY_CLOEXEC);
  }

  private static Descriptor open(String path, int flags) {
    HostPlatform.CURRENT.requireSupported();
    byte[] text = path.getBytes(StandardCharsets.UTF_8);
    ByteBuffer name = LibC.allocate(text.length + 1).put(0, text);
    return new Descriptor(LibC.check("open " + path, LibC.open(name, flags)));
  }

  /** Opens a descriptor of a process ({@code pidfd_open(2)}, Linux 5.3). */
  public static Descriptor ofProcess(long pid) {
    HostPlatform.CURRENT.requireSupported();
    return new Descriptor(LibC.check("pidfd_open", (int) LibC.syscall(LibC.PIDFD_OPEN, pid, 0)));
  }

  /** Returns a second descriptor of the same open file. */
  public Descriptor duplicate() {
    return open("/proc/self/fd/" + number());
  }

  /** Returns the number; throws {@link IllegalStateException} once closed. */
  public int number() {
    int current = number.get();
    if (current == CLOSED) {
      throw new IllegalStateException("closed");
    }
    return current;
  }

  public boolean isClosed() {
    return number.get() == CLOSED;
  }

  @Override
  public void close() {
    int last = number.getAndSet(CLOSED);
    if (last != CLOSED) {
      int unused = LibC.close(last); // Linux releases the number whatever close returns
    }
  }
}

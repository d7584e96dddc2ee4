package io.wgnetlink.netlink.internal;

/** A system call failed; callers turn it into an error that says what was asked. */
public final class SystemCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  public SystemCallException(String call, int errno) {
    super(call + " failed with errno " + errno);
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}

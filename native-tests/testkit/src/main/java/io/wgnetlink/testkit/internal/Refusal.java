package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import java.io.Serial;

/** A request is answered with an error number and, where not empty, a text. */
public final class Refusal extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final int errno;
  private final String text;

  public Refusal(Errno errno, String text) {
    super(errno + " " + text);
    this.errno = errno.number();
    this.text = text;
  }

  public Refusal(Errno errno) {
    this(errno, "");
  }

  public Errno errno() {
    return new Errno(errno);
  }

  String text() {
    return text;
  }
}

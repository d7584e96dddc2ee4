package io.wgnetlink.testkit.internal;

import java.io.Serial;

/**
 * A program asks for what a real kernel does and the one in memory does not: whoever asked is told
 * so, rather than something that no kernel would have answered.
 */
public final class NotModelledException extends UnsupportedOperationException {
  @Serial
  private static final long serialVersionUID = 1L;

  public NotModelledException(String what) {
    super("the kernel in memory does not model " + what);
  }
}

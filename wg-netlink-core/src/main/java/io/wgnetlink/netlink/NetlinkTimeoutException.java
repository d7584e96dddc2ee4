package io.wgnetlink.netlink;

import java.time.Duration;

/**
 * The kernel, or a userspace daemon, has not answered in time. What a change would have done is
 * unknown.
 */
public final class NetlinkTimeoutException extends OutcomeUnknownException {
  private static final long serialVersionUID = 1L;

  /** Describes an answer that did not come within {@code timeout}. */
  public NetlinkTimeoutException(String operation, Duration timeout) {
    super(operation, "no answer within " + timeout.toMillis() + " ms");
  }
}

package io.wgnetlink.netlink;

/**
 * A dump was interrupted by changes at every attempt, so that what the visitor saw last may miss
 * entries. Asking again later may succeed.
 */
public final class DumpInterruptedException extends NetlinkException {
  private static final long serialVersionUID = 1L;

  DumpInterruptedException(String operation, int attempts) {
    super(operation, "what is read changed during each of " + attempts + " attempts");
  }
}

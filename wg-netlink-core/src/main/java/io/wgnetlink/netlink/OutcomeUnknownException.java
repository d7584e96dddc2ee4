package io.wgnetlink.netlink;

/**
 * A request was sent, and whether the kernel carried it out is unknown: its acknowledgement was
 * lost or has not come in time. A caller reads the state back before deciding anything.
 */
public class OutcomeUnknownException extends NetlinkException {
  private static final long serialVersionUID = 1L;

  OutcomeUnknownException(String operation, String reason) {
    super(operation, reason + "; the kernel may have carried it out: read the state back");
  }
}

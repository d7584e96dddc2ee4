package io.wgnetlink.netlink;

/**
 * A request was sent, and whether it was carried out is unknown: its acknowledgement was lost, has
 * not come in time, or is malformed. A caller reads the state back before deciding anything.
 */
public class OutcomeUnknownException extends NetlinkException {
  private static final long serialVersionUID = 1L;

  /** Describes an answer that is lost, and why. */
  public OutcomeUnknownException(String operation, String reason) {
    super(operation, reason + "; it may have been carried out: read the state back");
  }
}

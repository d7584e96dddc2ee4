package io.wgnetlink.failover.model;

/** A failover configuration cannot work on this host as it is; nothing was changed. */
public final class ConfigurationRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a configuration is refused. */
  public enum Reason {
    /** There is no group, or two of one name. */
    GROUPS,
    /** A prefix of one group covers a prefix of another: two would move the same traffic. */
    OVERLAPPING_GROUPS,
    /** The interface is not there, or is no WireGuard interface. */
    MISSING_DEVICE,
    /** The interface has no such peer. */
    MISSING_PEER,
    /**
     * Paths share an interface where each needs its own: routes do not choose among the peers of
     * one interface.
     */
    SHARED_INTERFACE,
    /** Paths have different interfaces where allowed IPs were to be moved between peers. */
    SEPARATE_INTERFACES,
    /** A path's peer does not have a prefix among its allowed IPs. */
    NOT_ALLOWED,
    /** Without the controller's routes a prefix would not go by the permanent path. */
    NOT_ROUTED,
    /** The prefix is an allowed IP of a peer of the interface that is on no path. */
    FOREIGN_HOLDER,
    /** Somebody else's route has the place of the route that the controller would add. */
    FOREIGN_ROUTE,
    /** The endpoint of a path's peer is inside a prefix: the tunnel would carry itself. */
    ENDPOINT_INSIDE,
    /** The probe address does not lead to the path's peer. */
    PROBE_ADDRESS,
    /** Somebody else has the nftables table, mark bit, rule or routing table of the lease. */
    LEASE_TAKEN
  }

  private final Reason reason;

  /** Describes a refusal: what does not fit, and what would. */
  public ConfigurationRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns why, for programs. */
  public Reason reason() {
    return reason;
  }
}

package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link FailoverController} looks after. Immutable.
 *
 * @param groups the prefixes and their paths
 * @param mode the only mode to accept; found by reading the devices when empty
 * @param timing how often to look
 * @param shutdown what becomes of the traffic on close
 * @param protocol what marks the controller's own routes, {@code rtm_protocol}
 * @param table the routing table that holds the wide routes and gets the narrow ones
 * @param metric of the narrow routes
 * @param lease what takes traffic back when the process dies, in route mode; empty for none. Then
 *     the narrow routes are in {@code table}, else in the lease's own
 */
public record FailoverConfiguration(
    List<Group> groups,
    Optional<SwitchMode> mode,
    Timing timing,
    ShutdownPolicy shutdown,
    int protocol,
    int table,
    int metric,
    Optional<Lease> lease) {
  /**
   * The default protocol number, {@code 'W'}: {@code /etc/iproute2/rt_protos} of iproute2 gives it
   * to nobody.
   */
  public static final int PROTOCOL = 0x57;

  /** The default metric: before IPv6's usual 1024 and those of network managers, from 100 on. */
  public static final int METRIC = 57;

  public FailoverConfiguration {
    groups = List.copyOf(groups);
    if (protocol <= Route.PROTOCOL_STATIC || protocol > 0xff) {
      throw new IllegalArgumentException("protocol " + protocol
          + " cannot mark routes as the controller's own; 5 to 255 can, except those in use");
    }
    if (metric <= 0) {
      throw new IllegalArgumentException(
          "metric " + metric + " is not positive: 0 is no metric, and IPv6 makes it 1024");
    }
    if (lease.isPresent() && lease.get().table() == table) {
      throw new IllegalArgumentException(
          "table " + table + " cannot be both that of the wide routes and that of the lease");
    }
  }

  /** Starts a configuration with one group and defaults for the rest. */
  public static Builder of(Group group) {
    return new Builder().group(group);
  }

  /** Collects the parts of a configuration. Not thread-safe. */
  public static final class Builder {
    private final List<Group> groups = new ArrayList<>();
    private Optional<SwitchMode> mode = Optional.empty();
    private Timing timing = Timing.DEFAULT;
    private ShutdownPolicy shutdown = ShutdownPolicy.WITHDRAW;
    private int protocol = PROTOCOL;
    private int table = Route.TABLE_MAIN;
    private int metric = METRIC;
    private Optional<Lease> lease = Optional.empty();

    private Builder() {}

    /** Adds a group. */
    public Builder group(Group group) {
      groups.add(group);
      return this;
    }

    /** Accepts this mode only. */
    public Builder mode(SwitchMode only) {
      mode = Optional.of(only);
      return this;
    }

    public Builder timing(Timing value) {
      timing = value;
      return this;
    }

    public Builder shutdown(ShutdownPolicy policy) {
      shutdown = policy;
      return this;
    }

    /** Sets {@code rtm_protocol} of the controller's routes, 5 to 255. */
    public Builder protocol(int number) {
      protocol = number;
      return this;
    }

    public Builder table(int number) {
      table = number;
      return this;
    }

    /** Sets the metric of the narrow routes, at least 1. */
    public Builder metric(int number) {
      metric = number;
      return this;
    }

    /**
     * Lets traffic that is not on the permanent path go back there when the process is killed,
     * stopped or hangs; {@link Lease#DEFAULT} within 30 s. Route mode only, with nf_tables in the
     * kernel; where there is none, {@link FailoverListener#leaseChanged} and
     * {@link FailoverController#explain} say so.
     */
    public Builder lease(Lease terms) {
      lease = Optional.of(terms);
      return this;
    }

    /** Does without a lease. */
    public Builder withoutLease() {
      lease = Optional.empty();
      return this;
    }

    public FailoverConfiguration build() {
      return new FailoverConfiguration(
          groups, mode, timing, shutdown, protocol, table, metric, lease);
    }
  }
}

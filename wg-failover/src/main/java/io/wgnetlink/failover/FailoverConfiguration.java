package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.FlapDamping;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
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
 * @param detection by what a dead tunnel is found
 * @param damping what becomes of tunnels that keep dying
 * @param shutdown what becomes of the traffic on close
 * @param protocol what marks the controller's own routes, {@code rtm_protocol}
 * @param tables the routing tables that hold the wide routes and get the narrow ones, their numbers
 *     unsigned; all of them
 * @param metric of the narrow routes
 * @param routeForm how narrow routes say their way; by nexthop objects where the kernel has them
 *     when empty
 * @param lease what takes traffic back when the process dies, in route mode; empty for none. With
 *     one the narrow routes are in its table and not in {@code tables}
 */
public record FailoverConfiguration(
    List<Group> groups,
    Optional<SwitchMode> mode,
    Timing timing,
    Detection detection,
    FlapDamping damping,
    ShutdownPolicy shutdown,
    int protocol,
    List<Integer> tables,
    int metric,
    Optional<RouteForm> routeForm,
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
    tables = List.copyOf(tables);
    if (protocol <= Route.PROTOCOL_STATIC || protocol > 0xff) {
      throw new IllegalArgumentException("protocol " + protocol
          + " cannot mark routes as the controller's own; 5 to 255 can, except those in use");
    }
    if (tables.isEmpty() || tables.contains(0)) {
      throw new IllegalArgumentException("tables " + tables
          + ": at least one is needed, and table 0 is none, the kernel takes it for main");
    }
    if (metric <= 0) {
      throw new IllegalArgumentException(
          "metric " + metric + " is not positive: 0 is no metric, and IPv6 makes it 1024");
    }
    if (lease.isPresent() && tables.contains(lease.get().table())) {
      throw new IllegalArgumentException("table " + lease.get().table()
          + " cannot be both that of wide routes and that of the lease");
    }
  }

  /**
   * Returns the group of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  Group requireGroup(String name) {
    return groups.stream()
        .filter(g -> g.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no group is named " + name));
  }

  /**
   * Returns a tunnel when a path goes by it.
   *
   * @throws IllegalArgumentException when none does
   */
  Tunnel requireTunnel(Tunnel tunnel) {
    return groups.stream()
        .flatMap(g -> g.paths().stream())
        .map(Path::tunnel)
        .filter(tunnel::equals)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no path goes by " + tunnel));
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
    private Detection detection = Detection.NUDGE;
    private FlapDamping damping = FlapDamping.DEFAULT;
    private ShutdownPolicy shutdown = ShutdownPolicy.WITHDRAW;
    private int protocol = PROTOCOL;
    private List<Integer> tables = List.of(Route.TABLE_MAIN);
    private int metric = METRIC;
    private Optional<RouteForm> routeForm = Optional.empty();
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

    /** Sets by what a dead tunnel is found; {@link Detection#NUDGE} by default. */
    public Builder detection(Detection value) {
      detection = value;
      return this;
    }

    /** Sets what becomes of tunnels that keep dying. */
    public Builder damping(FlapDamping value) {
      damping = value;
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

    /** Sets the routing table, {@code main} when nothing is said. */
    public Builder table(int number) {
      return tables(number);
    }

    /** Sets several routing tables, each with wide routes of its own. */
    public Builder tables(Integer... numbers) {
      tables = List.of(numbers);
      return this;
    }

    /** Makes narrow routes in this form only. */
    public Builder routeForm(RouteForm only) {
      routeForm = Optional.of(only);
      return this;
    }

    /** Sets the metric of the narrow routes, at least 1. */
    public Builder metric(int number) {
      metric = number;
      return this;
    }

    /**
     * Lets traffic that is not on the permanent path go back there when the process is killed,
     * stopped or hangs; {@link Lease#DEFAULT} within 30 s. There is no lease when nothing is said,
     * since it takes a bit of the mark, a routing table and an nftables table of the host. Route
     * mode only, with nf_tables in the kernel; where there can be none,
     * {@link FailoverListener#leaseChanged} and {@link FailoverController#explain} say so.
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
          groups, mode, timing, detection, damping, shutdown, protocol, tables, metric, routeForm,
          lease);
    }
  }
}

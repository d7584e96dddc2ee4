package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Group;
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
 * @param detection by what a dead tunnel is found
 * @param shutdown what becomes of the traffic on close
 * @param protocol what marks the controller's own routes, {@code rtm_protocol}
 * @param table the routing table that holds the wide routes and gets the narrow ones
 * @param metric of the narrow routes
 */
public record FailoverConfiguration(
    List<Group> groups,
    Optional<SwitchMode> mode,
    Timing timing,
    Detection detection,
    ShutdownPolicy shutdown,
    int protocol,
    int table,
    int metric) {
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
    private ShutdownPolicy shutdown = ShutdownPolicy.WITHDRAW;
    private int protocol = PROTOCOL;
    private int table = Route.TABLE_MAIN;
    private int metric = METRIC;

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

    public FailoverConfiguration build() {
      return new FailoverConfiguration(
          groups, mode, timing, detection, shutdown, protocol, table, metric);
    }
  }
}

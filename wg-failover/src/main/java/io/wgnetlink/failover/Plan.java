package io.wgnetlink.failover;

import io.wgnetlink.failover.actuate.ConfigurationCheck;
import io.wgnetlink.failover.actuate.LeaseOffer;
import io.wgnetlink.failover.actuate.Ownership;
import io.wgnetlink.failover.model.SwitchMode;
import io.wgnetlink.failover.model.Warning;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.WireGuard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a configuration works on this host, as found by reading it. Nothing is changed for it; but
 * the client of the lease is open, and has to be closed.
 *
 * @param modes how each group is moved, by its name
 * @param warnings what lets traffic be lost
 * @param lease the lease that there can be, or why there is none
 * @param ownership marks the controller's routes; with a lease the narrow ones are in its table
 */
record Plan(
    Map<String, SwitchMode> modes, List<Warning> warnings, LeaseOffer lease, Ownership ownership) {
  private static final Logger LOG = LoggerFactory.getLogger(Plan.class);

  Plan {
    modes = Map.copyOf(modes);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the devices, routes and, for a lease, nf_tables. Blocks on the kernel.
   *
   * @param nftables opens the client for a lease; empty when there is none to be opened
   * @throws io.wgnetlink.failover.model.ConfigurationRefusedException when it cannot work
   * @throws io.wgnetlink.netlink.NetlinkException when the kernel cannot be read
   */
  static Plan make(
      FailoverConfiguration configuration,
      WireGuard wireGuard,
      RouteNetlink routes,
      Optional<Supplier<Nftables>> nftables) {
    Ownership plain = new Ownership(
        configuration.protocol(),
        configuration.tables(),
        configuration.tables(),
        configuration.metric());
    ConfigurationCheck check =
        new ConfigurationCheck(wireGuard, routes, plain, configuration.groups());
    Map<String, SwitchMode> modes = check.run(configuration.mode());
    List<Warning> warnings = check.warnings(modes);
    warnings.forEach(warning -> LOG.atWarn().log("{}", warning));
    if (configuration.lease().isEmpty()) {
      return new Plan(modes, warnings, LeaseOffer.none("none was asked for"), plain);
    }
    if (nftables.isEmpty()) {
      return new Plan(modes, warnings, LeaseOffer.none("nf_tables cannot be reached"), plain);
    }
    Ownership leased = plain.narrowIn(configuration.lease().get().table());
    LeaseOffer offer = LeaseOffer.of(
        configuration.lease().get(),
        configuration.groups(),
        modes,
        wireGuard,
        routes,
        nftables.get(),
        leased);
    return new Plan(modes, warnings, offer, offer.lease().isPresent() ? leased : plain);
  }
}

package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.ConfigurationRefusedException.Reason;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.nftables.Chain;
import io.wgnetlink.nftables.ChainRule;
import io.wgnetlink.nftables.NamedSet;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.nftables.NftablesChange;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.route.MaskedValue;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease of the narrow routes: makes them count only while somebody looks after them (I7).
 * Blocks on the kernel: for the kernel worker only.
 *
 * <p>Three things hold it together: the routes' own table; for each family a rule that sends
 * packets with one bit of their mark there; and an nftables table that sets the bit while an
 * element with a timeout lives ({@link LeaseFilter}). None of them does anything without the
 * others, and the element goes by itself. So whatever happens to the process, the kernel sends the
 * prefixes by the wide routes at the latest when the time is over, without a message from anybody.
 * That holds for both forms of narrow routes: those that name a nexthop object stay when a group
 * comes back to its permanent path, and lead there as the wide ones do.
 *
 * <ul>
 *   <li><b>Refreshing</b> deletes the element and adds it again in one batch; no packet sees the
 *       set without it. When there is nothing to delete, the lease has lapsed, and traffic went by
 *       the permanent path: that is the kernel's word, no clock is asked.
 *   <li><b>Beginning again</b> after that, or after a process that died, deletes the routes in the
 *       own table before the element is added. They carried nothing, and what they lead to may be
 *       dead; the state machine decides anew (I11).
 *   <li><b>Taking over</b> a lease that is alive leaves its routes as they are, and no packet goes
 *       another way.
 *   <li><b>Ending</b> removes everything when no route is left in the own table. Routes that have
 *       to stay, because the permanent path does not carry their prefixes, keep their traffic: the
 *       element is made permanent.
 *   <li><b>Handing over</b> gives it its duration once more and leaves all as it is: to the next
 *       process, or else to the permanent path.
 * </ul>
 *
 * <p>Local sockets choose their source address by the wide route, before the mark is set: both
 * tunnels have to be able to carry it, as they do when the interfaces have the same addresses.
 */
public final class RouteLease {
  private static final Logger LOG = LoggerFactory.getLogger(RouteLease.class);
  private static final int ALL_BITS = 0xffff_ffff;

  private final Nftables nftables;
  private final RouteNetlink routes;
  private final Lease lease;
  private final Ownership ownership;
  private final Set<IpPrefix> prefixes;
  private final LeaseFilter filter;
  /** Whether something was made, or may have been. */
  private boolean taken;

  /**
   * Creates a lease that is not taken yet; the clients stay the caller's.
   *
   * @param ownership of the narrow routes, whose table is that of the lease
   * @param prefixes all that may be moved by routes
   * @param marks the FwMarks of WireGuard's interfaces, without 0
   */
  public RouteLease(
      Nftables nftables,
      RouteNetlink routes,
      Lease lease,
      Ownership ownership,
      Set<IpPrefix> prefixes,
      Set<Integer> marks) {
    this.nftables = nftables;
    this.routes = routes;
    this.lease = lease;
    this.ownership = ownership;
    this.prefixes = Set.copyOf(prefixes);
    this.filter = new LeaseFilter(lease, ownership.protocol(), prefixes, marks);
  }

  /**
   * Takes the lease, or takes over one that is there.
   *
   * @return whether it was alive, so that the routes in its table are in use; if not, they were
   *     deleted
   * @throws ConfigurationRefusedException when something foreign is in the way; nothing was changed
   * @throws NetlinkException when the kernel refuses
   */
  public boolean take() {
    requireFree();
    boolean isThere = nftables.table(LeaseFilter.TABLE).isPresent();
    boolean held = isThere && missingRules().isEmpty() && isAlive();
    boolean complete = held && isComplete();
    taken = true;
    boolean alive = complete ? renew() : held; // it may have run out since it was read
    LeaseRemains remains = new LeaseRemains(routes, ownership);
    remains.removeOthers(filter.families().stream().map(this::rule).toList());
    remains.removeUnleased(prefixes);
    for (Route route : ownRoutes()) {
      if (!alive || !prefixes.contains(route.destination())) {
        delete(route);
      }
    }
    missingRules().forEach(routes::addRule);
    if (!complete || !alive) {
      List<NftablesChange> changes = new ArrayList<>();
      if (isThere) {
        changes.add(new NftablesChange.DeleteTable(LeaseFilter.TABLE));
      }
      changes.addAll(filter.creation());
      nftables.apply(changes);
    }
    return alive;
  }

  /**
   * Gives the lease its duration anew.
   *
   * @return whether it was alive; if not, nothing was changed, and {@link #take} begins again
   * @throws NetlinkException when the kernel refuses
   */
  public boolean refresh() {
    return renew();
  }

  /** Returns the table of the narrow routes. */
  int table() {
    return lease.table();
  }

  /**
   * Returns the families whose rule is gone: their narrow routes carry nothing.
   *
   * @throws NetlinkException when the kernel cannot be read
   */
  public Set<AddressFamily> familiesWithoutRule() {
    return taken ? missingRules().stream().map(Rule::family).collect(Collectors.toSet()) : Set.of();
  }

  /**
   * Puts back rules that somebody deleted; without them the narrow routes carry nothing. Gives the
   * lease no more time.
   *
   * @throws NetlinkException when the kernel refuses
   */
  public void restoreRules() {
    for (Rule rule : taken ? missingRules() : List.<Rule>of()) {
      LOG.atWarn().addKeyValue("rule", rule).log("somebody deleted the rule of the lease");
      routes.addRule(rule);
    }
  }

  /** Starts the duration anew; returns false when it has run out. */
  private boolean renew() {
    return changeIfAlive(filter.refreshing());
  }

  private boolean changeIfAlive(List<NftablesChange> changes) {
    try {
      nftables.apply(changes);
      return true;
    } catch (NetlinkException e) {
      if (e.is(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Gives it its duration for the last time, and leaves all as it is. Who takes it within that time
   * takes it over; else it runs out, and traffic goes by the permanent path.
   *
   * @throws NetlinkException when the kernel refuses; what time it has is left then
   */
  public void handOver() {
    if (taken) {
      taken = false;
      renew();
    }
  }

  /**
   * Removes what was made, unless routes are in its table that could not be withdrawn: these stay
   * in use, and the lease lasts for good. Idempotent.
   *
   * @throws NetlinkException when something could not be removed
   */
  public void end() {
    if (!taken) {
      return;
    }
    if (!ownRoutes().isEmpty() && lastForGood()) {
      return;
    }
    Failures failures = new Failures();
    failures.collect(this::deleteTable, Errno.ENOENT);
    for (AddressFamily family : filter.families()) {
      failures.collect(() -> routes.deleteRule(rule(family)), Errno.ENOENT);
    }
    ownRoutes().forEach(route -> failures.collect(() -> routes.deleteRoute(route), Errno.ESRCH));
    failures.rethrow();
    taken = false;
  }

  /** One that somebody else made meanwhile is left alone. */
  private void deleteTable() {
    if (nftables.table(LeaseFilter.TABLE).filter(this::isOwn).isPresent()) {
      nftables.apply(List.of(new NftablesChange.DeleteTable(LeaseFilter.TABLE)));
    }
  }

  private boolean isOwn(Table table) {
    return table.comment().equals(Optional.of(filter.comment()));
  }

  /** A lease that has run out is not brought to life again. */
  private boolean lastForGood() {
    return changeIfAlive(List.of(
        new NftablesChange.DeleteElements(LeaseFilter.ALIVE, filter.alive()),
        new NftablesChange.AddElements(LeaseFilter.ALIVE, filter.forGood())));
  }

  // What is there.

  private boolean isAlive() {
    try {
      return filter.isAlive(nftables.elements(LeaseFilter.ALIVE));
    } catch (NetlinkException e) {
      if (e.is(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  /** Returns whether the table is as it is to be, but for the time that is left. */
  private boolean isComplete() {
    boolean same = same(nftables.chains(LeaseFilter.TABLE), filter.chains(), RouteLease::key)
        && same(nftables.sets(LeaseFilter.TABLE), filter.sets(), RouteLease::key)
        && nftables.rules(LeaseFilter.TABLE).stream()
            .map(RouteLease::key)
            .toList()
            .equals(filter.rules().stream().map(RouteLease::key).toList());
    for (AddressFamily family : filter.families()) {
      same = same
          && same(
              nftables.elements(filter.prefixSet(family)),
              filter.intervals(family),
              element -> element);
    }
    return same;
  }

  private static <T> boolean same(List<T> one, List<T> other, Function<T, Object> key) {
    return new HashSet<>(one.stream().map(key).toList())
        .equals(new HashSet<>(other.stream().map(key).toList()));
  }

  private static Object key(Chain chain) {
    return List.of(chain.id(), chain.base());
  }

  private static Object key(NamedSet set) {
    return List.of(set.id(), set.type(), set.flags(), set.timeout());
  }

  private static Object key(ChainRule rule) {
    return List.of(rule.chain(), rule.expressions(), rule.comment());
  }

  private List<Route> ownRoutes() {
    List<Route> own = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      routes.routes(ownership.own(lease.table(), family)).stream()
          .filter(ownership::owns)
          .forEach(own::add);
    }
    return own;
  }

  private void delete(Route route) {
    try {
      routes.deleteRoute(route);
    } catch (NetlinkException e) {
      if (!e.is(Errno.ESRCH)) {
        throw e;
      }
    }
  }

  private Rule rule(AddressFamily family) {
    return Rule.builder(family)
        .priority(lease.priority())
        .mark(lease.markBit(), lease.markBit())
        .lookup(lease.table())
        .protocol(ownership.protocol())
        .build();
  }

  private List<Rule> missingRules() {
    return filter.families().stream()
        .map(this::rule)
        .filter(rule -> routes.rules(rule.family()).stream().noneMatch(rule::equals))
        .toList();
  }

  // What is in the way.

  /**
   * Looks whether the places that the lease needs are free, or the controller's own already.
   *
   * @throws ConfigurationRefusedException when one is not, naming what is there
   * @throws NetlinkException when the kernel cannot be read
   */
  public void requireFree() {
    Optional<Table> table = nftables.table(LeaseFilter.TABLE);
    refuseIf(
        table.isPresent() && !isOwn(table.get()),
        () -> "an nftables " + LeaseFilter.TABLE + " that is not the controller's is there");
    for (AddressFamily family : filter.families()) {
      for (Rule rule : routes.rules(family)) {
        refuseIf(
            isInTheWay(rule),
            () -> "the rule '" + rule + "' has the priority, the mark bit or the table");
      }
      for (Route route : routes.routes(Ownership.table(lease.table(), family))) {
        refuseIf(!ownership.owns(route), () -> "the route '" + route + "' is in the table");
      }
    }
  }

  /** Rules that compare all bits, as {@code wg-quick}'s do, go on as before: see their value. */
  private boolean isInTheWay(Rule rule) {
    if (rule.protocol() == ownership.protocol()) {
      return false;
    }
    boolean sameBit = rule.mark().filter(this::looksAtBit).isPresent();
    boolean sameTable = rule.action().equals(RuleAction.LOOKUP) && rule.table() == lease.table();
    return sameBit || sameTable || rule.priority().equals(Optional.of(lease.priority()));
  }

  private boolean looksAtBit(MaskedValue mark) {
    int bit = lease.markBit();
    return (mark.value() & bit) != 0 || (mark.mask() != ALL_BITS && (mark.mask() & bit) != 0);
  }

  private interface Text {
    String get();
  }

  private void refuseIf(boolean condition, Text what) {
    if (condition) {
      throw new ConfigurationRefusedException(
          Reason.LEASE_TAKEN,
          what.get() + " that the lease of " + lease
              + " needs; remove it, choose another place, or go without a lease");
    }
  }
}

package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.BatchObserver;
import io.wgnetlink.netlink.BatchOptions;
import io.wgnetlink.netlink.BatchSummary;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteChange;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.SingleNexthop;
import io.wgnetlink.wireguard.WireGuard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Moves prefixes by nexthop objects, where each path has an interface of its own.
 *
 * <p>A group has one object for each family, which says the interface of the path that carries it,
 * and each of its prefixes has a narrow route that names the object. To move the group is to
 * replace the object: one message for each family, whatever the number of prefixes and tables, and
 * at no instant is a prefix without a way. Object and routes have the controller's protocol
 * ({@link Ownership}).
 *
 * <h2>On the permanent path</h2>
 *
 * <p>A group that was never moved has nothing of all this: the wide routes, which somebody else
 * made, carry it. One that comes back from another path keeps its routes, and the object says the
 * permanent path's interface. They could be withdrawn instead. They stay, because
 *
 * <ul>
 *   <li>the way back to the permanent path is the one that must not fail: it needs no wide route to
 *       be there at that moment (I1), and is one message as well, as is the next one away from it;
 *   <li>what takes one message is taken back by one;
 *   <li>a process that ends at any instant leaves the traffic on the permanent path's interface, as
 *       the wide routes would (I7). When that interface goes, the kernel removes object and routes
 *       with it, and what is left of the wide routes counts, as if the controller had never been
 *       there.
 * </ul>
 *
 * <p>{@link #release} withdraws them, when the wide routes do lead to the permanent path: it
 * deletes the object, and the kernel its routes with it.
 *
 * <h2>Order</h2>
 *
 * <p>Before anything is changed the new interface has to be there and to give the prefixes to the
 * path's peer. Then the object is made or replaced, then routes are made that are missing, with
 * EXCL, and own ones that do not name the object are replaced. Somebody else's route or object is
 * never touched: a number that somebody took is left to them ({@link NexthopBook}). All is read
 * back (I6). A switch that fails at any of this is taken back, the last step first.
 *
 * <h2>Traps of the kernel</h2>
 *
 * <p>Object and routes vanish, without an event, when the interface goes down; an object cannot be
 * made or moved to an interface that is down (ENETDOWN). A route that names an object says its
 * interface only while {@code net.ipv4.nexthop_compat_mode} is 1; so here the object is asked.
 * Measured on 6.1 to 7.
 */
public final class NexthopActuator implements Actuator {
  private final RouteNetlink routes;
  private final Ownership ownership;
  private final PathGuard guard;
  private final NexthopBook book;

  /** Creates an actuator; the clients stay the caller's. */
  public NexthopActuator(RouteNetlink routes, WireGuard wireGuard, Ownership ownership) {
    this.routes = routes;
    this.ownership = ownership;
    this.guard = new PathGuard(routes, wireGuard, ownership);
    this.book = new NexthopBook(routes, ownership.protocol());
  }

  /**
   * Returns whether a kernel has nexthop objects (Linux 5.3).
   *
   * @throws NetlinkException when the kernel cannot be read
   */
  public static boolean isPossible(RouteNetlink routes) {
    return NexthopBook.areKnownTo(routes);
  }

  @Override
  public Path carrier(Group group) {
    RouteTable ways = new RouteTable(routes, ownership);
    Set<Route> own = distinctWays(read(group).of(group));
    for (Path path : group.paths()) {
      Optional<Integer> index = guard.index(path.tunnel());
      if (index.isPresent() && own.stream().anyMatch(r -> ways.leadsTo(r, index.get()))) {
        return path;
      }
    }
    return group.permanent();
  }

  /** Of routes that name one object one is enough. */
  private static Set<Route> distinctWays(Map<Place, Route> own) {
    Set<Object> seen = new HashSet<>();
    Set<Route> some = new HashSet<>();
    for (Route route : own.values()) {
      if (seen.add(route.nexthopId().<Object>map(id -> id).orElse(route))) {
        some.add(route);
      }
    }
    return some;
  }

  @Override
  public void move(Group group, Path to) {
    move(group, to, Standing.RIGHT);
  }

  @Override
  public void restore(Group group, Path carrying, Standing found) {
    move(group, carrying, found);
  }

  /** Moves all but what others have taken. */
  private void move(Group group, Path to, Standing found) {
    boolean permanent = to.equals(group.permanent());
    OwnRoutes own = read(group);
    if (permanent && own.of(group).isEmpty()) {
      return;
    }
    Predicate<Place> wanted = place -> !permanent && !found.isTaken(place);
    int index = guard.requireIndex(to.tunnel());
    guard.requireAllowed(group, to);
    Rollback rollback = new Rollback();
    try {
      for (AddressFamily family : OwnRoutes.families(List.of(group))) {
        if (permanent && places(group, family).stream().noneMatch(p -> own.at(p).isPresent())) {
          continue;
        }
        int number = steer(group, family, index, own, rollback);
        name(changes(group, family, number, own, wanted), own, rollback);
      }
      confirm(group, index, wanted);
    } catch (RuntimeException e) {
      rollback.run(e);
      throw e;
    }
  }

  /** Makes the group's object say an interface, and returns its number. */
  private int steer(
      Group group, AddressFamily family, int index, OwnRoutes own, Rollback rollback) {
    Optional<SingleNexthop> present = book.object(group, family, own);
    if (present.isPresent() && leadsTo(present.get(), index)) {
      return present.get().id();
    }
    if (present.isPresent()) {
      SingleNexthop before = present.get();
      rollback.push(() -> routes.replaceNexthop(asMade(before)));
      routes.replaceNexthop(object(before.id(), family, index));
      return before.id();
    }
    int number = book.number(group, family, own);
    rollback.push(() -> deleteIfOwn(group, family, number));
    routes.addNexthop(object(number, family, index));
    return number;
  }

  private SingleNexthop object(int number, AddressFamily family, int index) {
    return SingleNexthop.builder(family)
        .id(number)
        .oif(index)
        .protocol(ownership.protocol())
        .build();
  }

  /** What the kernel found out about an object is no part of a request. */
  private static SingleNexthop asMade(SingleNexthop read) {
    return read.toBuilder().scope(0).flags(0).build();
  }

  private static boolean leadsTo(SingleNexthop object, int index) {
    return object.oif().equals(Optional.of(index)) && object.gateway().isEmpty();
  }

  private void deleteIfOwn(Group group, AddressFamily family, int number) {
    book.object(group, family, read(group))
        .filter(object -> object.id() == number)
        .ifPresent(object -> routes.deleteNexthop(number));
  }

  private List<RouteChange> changes(
      Group group, AddressFamily family, int number, OwnRoutes own, Predicate<Place> needed) {
    List<RouteChange> changes = new ArrayList<>();
    for (Place place : places(group, family)) {
      Optional<Route> present = own.at(place);
      Route wanted = ownership.byObject(place, number);
      if (present.isEmpty() && needed.test(place)) {
        changes.add(RouteChange.add(wanted));
      } else if (present.isPresent() && !present.get().nexthopId().equals(wanted.nexthopId())) {
        changes.add(RouteChange.replace(wanted));
      }
    }
    return changes;
  }

  private void name(List<RouteChange> changes, OwnRoutes before, Rollback rollback) {
    if (changes.isEmpty()) {
      return;
    }
    rollback.push(() -> takeBack(changes, before));
    BatchSummary made =
        routes.changeRoutes(changes.iterator(), BatchOptions.STOP, BatchObserver.NONE);
    if (made.firstFailure().isPresent()) {
      BatchSummary.Failure failure = made.firstFailure().get();
      throw failure(changes.get((int) failure.index()).route(), failure.cause());
    }
  }

  private static RuntimeException failure(Route wanted, NetlinkException cause) {
    return cause.is(Errno.EEXIST) ? PathGuard.foreign(wanted) : cause;
  }

  /** Somebody else's route is not deleted, its protocol says. */
  private void takeBack(List<RouteChange> changes, OwnRoutes before) {
    List<RouteChange> back = changes.stream()
        .map(RouteChange::route)
        .map(route -> before
            .at(new Place(route.table(), route.destination()))
            .map(RouteChange::replace)
            .orElseGet(() -> RouteChange.delete(route)))
        .toList();
    routes.changeRoutes(back);
  }

  private void confirm(Group group, int index, Predicate<Place> needed) {
    OwnRoutes own = read(group);
    for (AddressFamily family : OwnRoutes.families(List.of(group))) {
      List<Place> places = places(group, family);
      if (places.stream().noneMatch(p -> needed.test(p) || own.at(p).isPresent())) {
        continue;
      }
      Optional<SingleNexthop> object = book.object(group, family, own);
      if (object.filter(o -> leadsTo(o, index)).isEmpty()) {
        throw new SwitchRefusedException("after the switch the nexthop object of group "
            + group.name() + " reads as " + text(object));
      }
      Optional<Integer> number = object.map(SingleNexthop::id);
      for (Place place : places) {
        Optional<Route> route = own.at(place);
        if (route.isPresent() ? !route.get().nexthopId().equals(number) : needed.test(place)) {
          throw new SwitchRefusedException(
              "after the switch the route to " + place + " reads as " + text(route));
        }
      }
    }
  }

  private static String text(Optional<?> read) {
    return read.map(Object::toString).orElse("absent");
  }

  @Override
  public Inspection inspect(Collection<Group> groups) {
    OwnRoutes own = OwnRoutes.read(routes, ownership, groups);
    return (group, carrying) -> standing(group, carrying, own);
  }

  private Standing standing(Group group, Path carrying, OwnRoutes own) {
    boolean permanent = carrying.equals(group.permanent());
    if (permanent && own.of(group).isEmpty()) {
      return Standing.RIGHT;
    }
    Optional<Integer> index = guard.indexIfUp(carrying.tunnel());
    if (index.isEmpty()) {
      return Standing.unavailable(
          "interface " + carrying.tunnel().device() + " is not there or down");
    }
    Set<Place> wrong = new HashSet<>();
    for (AddressFamily family : OwnRoutes.families(List.of(group))) {
      Optional<Integer> number = book.object(group, family, own)
          .filter(object -> leadsTo(object, index.get()))
          .map(SingleNexthop::id);
      for (Place place : places(group, family)) {
        Optional<Route> route = own.at(place);
        boolean right = route.isEmpty()
            ? permanent
            : number.isPresent() && route.get().nexthopId().equals(number);
        if (!right) {
          wrong.add(place);
        }
      }
    }
    return guard.standing(wrong, own);
  }

  @Override
  public void release(Group group) {
    OwnRoutes own = read(group);
    Map<Place, Route> ofGroup = own.of(group);
    if (!ofGroup.isEmpty()) {
      guard.requireCover(group, ofGroup.keySet().stream().map(Place::prefix).toList());
    }
    for (AddressFamily family : OwnRoutes.families(List.of(group))) {
      Optional<SingleNexthop> object = book.object(group, family, own);
      if (object.isPresent() && !isNamedByForeign(object.get())) {
        routes.deleteNexthop(object.get().id());
      }
    }
    Failures failures = new Failures();
    for (Route route : read(group).of(group).values()) {
      failures.collect(() -> routes.deleteRoute(route), Errno.ESRCH);
    }
    failures.rethrow();
  }

  /** An object that somebody else's routes name stays, or they would go with it. */
  private boolean isNamedByForeign(SingleNexthop object) {
    RouteFilter candidates = RouteFilter.all().withFamily(object.family());
    boolean[] named = new boolean[1];
    routes.visitRoutes(
        candidates,
        route -> named[0] |= route.nexthopId() == object.id()
            && !(route.protocol() == ownership.protocol() && route.metric() == ownership.metric()));
    return named[0];
  }

  private List<Place> places(Group group, AddressFamily family) {
    return ownership.places(group).stream()
        .filter(p -> p.prefix().family() == family)
        .toList();
  }

  private OwnRoutes read(Group group) {
    return OwnRoutes.read(routes, ownership, List.of(group));
  }
}

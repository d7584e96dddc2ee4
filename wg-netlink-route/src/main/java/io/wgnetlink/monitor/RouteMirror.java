package io.wgnetlink.monitor;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.DumpInterruptedException;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetlinkTimeoutException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Subscription;
import io.wgnetlink.netlink.SubscriptionListener;
import io.wgnetlink.netlink.SubscriptionOptions;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the links, addresses, routes, rules and nexthop objects of one network namespace at hand,
 * and tells of every change to them.
 *
 * <pre>{@code
 * try (RouteMirror mirror = RouteMirror.open(namespace, event -> {})) {
 *   netlink.addRoute(route);
 *   RouteState state = mirror.await(Duration.ofSeconds(5)); // has the route
 * }
 * }</pre>
 *
 * <h2>Why events are not enough</h2>
 *
 * <ul>
 *   <li>IPv4 routes vanish without an event: with their link, with an address, with their nexthop
 *       object (measured: 51 routes went with a link, and no event was of them).
 *   <li>Nexthop objects, and groups of them, vanish without an event with their link or its
 *       carrier.
 *   <li>What the kernel finds for a rule, such as that its link is not there, changes without one.
 *   <li>When a receive buffer is full, the kernel drops every event until it has been emptied.
 *   <li>Routes that share a destination and a metric are changed by events that do not say which.
 * </ul>
 *
 * <h2>What is done about it</h2>
 *
 * <p>Events that let something vanish or change put all of its kind in doubt, an overrun puts
 * everything in doubt, and what is in doubt is read anew as soon as the events that have arrived
 * are applied, once for all of them. The order is the only safe one: the event socket is emptied
 * first, the tables are read then, on another socket, and the events that came meanwhile are
 * applied to what was read. Events of links and addresses come before that is removed which goes
 * with them, so it is read once more a little later. An event from before the reading may undo for
 * a moment what the reading saw; the event that let it be so follows. So the mirror is right
 * whenever it has caught up, which {@link #await} waits for. The listener is told of what the
 * readings found as of anything else.
 *
 * <p>A host whose links and addresses change all the time has its routes read all the time, about
 * 0.5 s of a processor for each million, two or three times for each change.
 *
 * <p>Thread-safe. The listener is called by one thread at a time, a daemon made for the mirror,
 * which also reads the tables. Needs no capability, but Netty 4.2 with its native epoll library.
 */
public final class RouteMirror implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteMirror.class);

  /**
   * What the kernel still has to do after an event takes less, unless it waits for a processor: a
   * million routes are removed in a few tenths of a second. Confirmations come once or twice this
   * long after the event.
   */
  private static final Duration CONFIRMATION = Duration.ofMillis(500);

  /** A kernel short of memory has to find some, and its log is not to be filled. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  private static final Duration BEGINNING = Duration.ofMinutes(1);

  /** Neighbours change by themselves all the time. */
  private static final Set<RouteTopic> TOPICS =
      EnumSet.complementOf(EnumSet.of(RouteTopic.NEIGHBOURS));

  private final RouteNetlink netlink;
  private final List<RouteFilter> routeFilters;
  private final RouteMonitor.Listener listener;
  private final Subscription subscription;
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  /** Changed by the delivery thread only, under the lock. */
  private final MirroredTables tables;

  private long version;
  private long copiedVersion = -1;
  private @Nullable RouteState copied;
  private long events;
  private long overruns;
  private long readings;

  /** Delivery thread only. */
  private final List<RouteEvent> noted = new ArrayList<>();

  private boolean begun;
  private boolean confirming;
  private volatile @Nullable Thread delivering;
  private volatile boolean closed;

  /**
   * What a mirror has done so far.
   *
   * @param events events of the kernel that were applied
   * @param overruns times that events were missed and everything was read anew
   * @param readings times that something was read anew, overruns included
   * @param drops events that the kernel dropped
   */
  public record Counts(long events, long overruns, long readings, long drops) {}

  /** Somebody who waits for the mirror to catch up. */
  private static final class Waiter {
    final CompletableFuture<RouteState> answer = new CompletableFuture<>();
  }

  private RouteMirror(
      NetworkNamespace namespace,
      RouteSelection selection,
      RouteMonitor.Listener listener,
      SubscriptionOptions options) {
    if (options.filter().isPresent()) {
      throw new IllegalArgumentException("a mirror of what passes a filter would not be right");
    }
    if (options.allNamespaces()) {
      throw new IllegalArgumentException("a mirror is of one namespace");
    }
    this.listener = listener;
    this.routeFilters = routeFilters(selection);
    this.tables = new MirroredTables(noted::add);
    this.netlink = RouteNetlink.open(namespace);
    try {
      this.subscription = Subscription.open(
          namespace,
          NetlinkProtocol.ROUTE,
          RouteTopic.groups(selection.topics()),
          new Feed(),
          selection.applyTo(options));
    } catch (RuntimeException e) {
      netlink.close();
      throw e;
    }
  }

  private static List<RouteFilter> routeFilters(RouteSelection selection) {
    return selection.tables().isEmpty()
        ? List.of(RouteFilter.all())
        : selection.tables().stream()
            .map(table -> RouteFilter.all().withTable(table))
            .toList();
  }

  /**
   * Starts a mirror, and returns when it has read everything once. The listener is told of all that
   * was there as of changes. The namespace handle may be closed afterwards.
   *
   * @throws IllegalStateException when Netty 4.2's native epoll is missing; the message says how to
   *     add it
   * @throws NetlinkException when the kernel refuses
   */
  public static RouteMirror open(NetworkNamespace namespace, RouteMonitor.Listener listener) {
    return open(namespace, listener, SubscriptionOptions.DEFAULT);
  }

  /**
   * Starts a mirror with buffers of other sizes, or on an executor, whose threads it blocks while
   * it reads.
   */
  public static RouteMirror open(
      NetworkNamespace namespace, RouteMonitor.Listener listener, SubscriptionOptions options) {
    return open(namespace, Set.of(), listener, options);
  }

  /**
   * Starts a mirror that has, of the routes, those of some tables only. What happens in others
   * costs it nothing, neither events nor readings.
   *
   * @param tables their numbers, unsigned, 255 at most; all tables when empty
   * @throws IllegalArgumentException when the options have a filter, or ask for all namespaces
   */
  public static RouteMirror open(
      NetworkNamespace namespace,
      Set<Integer> tables,
      RouteMonitor.Listener listener,
      SubscriptionOptions options) {
    RouteSelection selection = new RouteSelection(TOPICS, tables);
    RouteMirror mirror = new RouteMirror(namespace, selection, listener, options);
    try {
      mirror.await(BEGINNING);
      return mirror;
    } catch (RuntimeException e) {
      mirror.close();
      throw e;
    }
  }

  /** Returns what is known now; never waits for the kernel. */
  public RouteState state() {
    lock.lock();
    try {
      RouteState last = copied;
      if (last == null || copiedVersion != version) {
        last = tables.state();
        copied = last;
        copiedVersion = version;
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the state when it is right and has every change that was acknowledged before the call,
   * whoever made it. Blocks for as long as it takes to apply what has arrived and to read what is
   * in doubt.
   *
   * @throws NetlinkTimeoutException when that takes longer
   * @throws NetlinkException when the kernel refuses to be read
   * @throws IllegalStateException when the mirror is closed, or this is called by its listener
   */
  public RouteState await(Duration timeout) {
    if (Thread.currentThread().equals(delivering)) {
      throw new IllegalStateException("the listener of a mirror must not wait for it");
    }
    Waiter waiter = new Waiter();
    waiting.add(waiter);
    try {
      subscription.afterArrived(() -> answer(waiter.answer));
      if (closed) {
        throw new IllegalStateException("the mirror is closed");
      }
      return waiter.answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new NetlinkTimeoutException("wait for the mirror to catch up", timeout);
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the mirror", e);
    } finally {
      waiting.remove(waiter);
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException("the mirror could not catch up", e.getCause());
  }

  /** Returns what has been done so far. */
  public Counts counts() {
    lock.lock();
    try {
      return new Counts(events, overruns, readings, subscription.drops());
    } finally {
      lock.unlock();
    }
  }

  /** Ends the mirror; {@link #state()} stays as it is. Idempotent. */
  @Override
  public void close() {
    closed = true;
    subscription.close();
    netlink.close();
    waiting.forEach(waiter ->
        waiter.answer.completeExceptionally(new IllegalStateException("the mirror was closed")));
  }

  // ---- delivery thread ------------------------------------------------------------------------

  private void answer(CompletableFuture<RouteState> answer) {
    try {
      begun = true;
      // What the caller knows to be done is done: a reading now sees it.
      change(tables.doubts()::doubtUnconfirmed);
      catchUp();
      answer.complete(state());
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  /** Reads what is in doubt, and tells what was found. */
  private void catchUp() {
    if (!tables.settled()) {
      readDoubted();
      change(() -> readings++);
      subscription.afterArrived(() -> change(tables::caughtUp));
    }
    tell();
    if (tables.doubts().hasUnconfirmed() && !confirming) {
      confirming = true;
      subscription.afterArrived(this::confirm, CONFIRMATION);
    }
  }

  /** The next {@link Feed#idle} reads what is doubted by it. */
  private void confirm() {
    change(() -> confirming = tables.doubts().confirm());
    if (confirming) {
      subscription.afterArrived(this::confirm, CONFIRMATION);
    }
  }

  /** What is found of one part may put later ones in doubt. */
  private void readDoubted() {
    for (MirroredPart part : MirroredPart.values()) {
      if (tables.doubts().isDoubted(part)) {
        read(part);
      }
    }
  }

  private void read(MirroredPart part) {
    switch (part) {
      case LINKS -> takeOver(netlink.links(), tables::readLinks);
      case ADDRESSES -> takeOver(netlink.addresses(), tables::readAddresses);
      case NEXTHOPS -> takeOver(netlink.nexthops(NexthopFilter.all()), tables::readNexthops);
      case RULES -> takeOver(netlink.rules(), tables::readRules);
      case IPV4_ROUTES -> readRoutes(AddressFamily.IPV4);
      case IPV6_ROUTES -> readRoutes(AddressFamily.IPV6);
    }
  }

  private void readRoutes(AddressFamily family) {
    List<Route> routes = new ArrayList<>();
    routeFilters.forEach(filter -> routes.addAll(netlink.routes(filter.withFamily(family))));
    takeOver(routes, fresh -> tables.readRoutes(family, fresh));
  }

  private <T> void takeOver(T fresh, Consumer<T> into) {
    change(() -> into.accept(fresh));
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      version++;
    } finally {
      lock.unlock();
    }
  }

  private void tell() {
    if (noted.isEmpty()) {
      return;
    }
    List<RouteEvent> now = List.copyOf(noted);
    noted.clear();
    delivering = Thread.currentThread();
    try {
      for (RouteEvent event : now) {
        listener.event(event);
      }
    } finally {
      delivering = null;
    }
  }

  private final class Feed implements SubscriptionListener {
    @Override
    public void message(MessageReader message) {
      if (!begun) {
        return; // the first reading is still to come, and has it
      }
      RouteEvents.decode(message)
          .ifPresent(event -> change(() -> {
            events++;
            tables.apply(event);
          }));
    }

    @Override
    public void overrun(Overrun cause) {
      change(() -> {
        overruns++;
        tables.apply(RouteEvents.event(cause));
      });
    }

    @Override
    public void idle() {
      if (!begun) {
        return;
      }
      try {
        catchUp();
      } catch (DumpInterruptedException | NetlinkTimeoutException e) {
        LOG.atInfo().setCause(e).log("a mirror has to read once more");
        subscription.afterArrived(() -> {});
      } catch (IllegalStateException e) {
        if (!closed) { // else the client was closed while it read
          throw e;
        }
      } catch (NetlinkException e) {
        if (!closed) {
          LOG.atWarn().setCause(e).log("a mirror cannot read, and tries again in {}", RETRY);
          subscription.afterArrived(() -> {}, RETRY);
        }
      }
    }
  }
}

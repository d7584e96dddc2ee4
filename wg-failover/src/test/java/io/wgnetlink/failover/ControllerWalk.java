package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.Route;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole controller with an interface for each hub, over a simulated kernel and network that
 * follow a script: paths are cut and heal, readings and changes of routes fail, others take our
 * routes away or put theirs in the place, events are lost, an interface goes down, and the
 * controller starts again.
 */
final class ControllerWalk implements AutoCloseable {
  static final List<String> PREFIXES = List.of("fd00::1:0/112", "172.29.0.16/28");
  private static final List<String> DESTINATIONS = List.of("fd00::1:3", "172.29.0.19");
  private static final int OTHERS = 12;
  private static final int ANY = 0;

  /** A line of a script. */
  sealed interface Line {}

  /** The path to a hub is cut in both directions, or heals. */
  record Cut(Hub hub, boolean cut) implements Line {}

  record ReadingFails(boolean fails) implements Line {}

  record RoutesFail(boolean fail) implements Line {}

  /** Somebody removes our route; the kernel tells it, or the event is lost. */
  record Remove(int prefix, boolean told) implements Line {}

  /** Somebody replaces our route by one of his own. */
  record Replace(int prefix) implements Line {}

  /** What somebody put in our place goes again. */
  record Withdraw(int prefix) implements Line {}

  record Overrun() implements Line {}

  /** The interface to hub B goes down, and its routes with it, or up. */
  record LinkUp(boolean up) implements Line {}

  record Restart() implements Line {}

  record Pass(int seconds) implements Line {}

  enum Hub {
    DIRECT,
    PERMANENT
  }

  /** Watches what the controller does. */
  interface Bystander {
    void disturbed(ControllerWalk walk, Line line);

    void secondPassed(ControllerWalk walk);
  }

  final Scenery scenery = Scenery.routes();
  /** When anything happened that is not as it should be, or was mended. */
  long disturbedAt;

  boolean directCut;
  boolean permanentCut;
  long unreadableSince = Long.MAX_VALUE;
  boolean routesFail;
  boolean linkUp = true;
  long seconds;
  FailoverController controller;

  private final FailoverConfiguration configuration;
  private final Bystander bystander;

  ControllerWalk(RouteForm form, Bystander bystander) {
    this.bystander = bystander;
    configuration = FailoverConfiguration.of(scenery.group)
        .routeForm(form)
        .shutdown(ShutdownPolicy.RETAIN)
        .build();
    controller = started();
  }

  private FailoverController started() {
    FailoverController fresh = scenery.controller(configuration);
    fresh.start();
    return fresh;
  }

  void play(List<Line> script) {
    for (Line line : script) {
      if (line instanceof Pass pass) {
        pass(pass.seconds());
      } else {
        bystander.disturbed(this, line);
        disturb(line);
        disturbedAt = scenery.time.now();
      }
    }
  }

  private void disturb(Line line) {
    if (line instanceof Cut cut) {
      cut(cut);
    } else if (line instanceof ReadingFails reading) {
      scenery.kernel.readError = reading.fails() ? Errno.ENOBUFS : null;
      unreadableSince =
          reading.fails() ? Math.min(unreadableSince, scenery.time.now()) : Long.MAX_VALUE;
    } else if (line instanceof RoutesFail routes) {
      routesFail = routes.fail();
      scenery.kernel.routeError = routesFail ? Errno.ENOBUFS : null;
    } else if (line instanceof Remove remove) {
      remove(PREFIXES.get(remove.prefix()), remove.told());
    } else if (line instanceof Replace replace) {
      replace(PREFIXES.get(replace.prefix()));
    } else if (line instanceof Withdraw withdraw) {
      routes(PREFIXES.get(withdraw.prefix()), OTHERS).forEach(this::delete);
    } else if (line instanceof Overrun) {
      scenery.events.accept(new RouteEvent.Overrun(RouteEvent.Cause.QUEUE));
    } else if (line instanceof LinkUp link) {
      linkUp = link.up();
      scenery.kernel.setUp("wgB", linkUp);
      scenery.events.accept(new RouteEvent.LinkChanged(
          scenery.kernel.link(InterfaceName.of("wgB")).orElseThrow()));
    } else if (line instanceof Restart && startable()) {
      controller.close();
      controller = started();
    }
  }

  /** A controller refuses to start where it cannot read, or where others have its routes. */
  private boolean startable() {
    return unreadableSince == Long.MAX_VALUE && !routesFail && linkUp && !occupied();
  }

  private void cut(Cut cut) {
    boolean direct = cut.hub() == Hub.DIRECT;
    directCut = direct ? cut.cut() : directCut;
    permanentCut = direct ? permanentCut : cut.cut();
    SimulatedTunnel tunnel = direct ? scenery.direct : scenery.permanent;
    if (cut.cut()) {
      tunnel.cut();
    } else {
      tunnel.heal();
    }
  }

  private void remove(String prefix, boolean told) {
    List<Route> ours = routes(prefix, ANY);
    scenery.kernel.removeRoutes(prefix);
    if (told) {
      ours.forEach(route -> scenery.events.accept(new RouteEvent.RouteRemoved(route)));
    }
  }

  private void replace(String prefix) {
    scenery.kernel.removeRoutes(prefix);
    scenery.kernel.route(prefix, "wgA", 57, OTHERS);
    scenery.events.accept(
        new RouteEvent.RouteChanged(scenery.kernel.routesTo(prefix).get(0), true));
  }

  private void delete(Route route) {
    scenery.kernel.removeRoutes(route.destination().toString());
    scenery.events.accept(new RouteEvent.RouteRemoved(route));
  }

  private List<Route> routes(String prefix, int protocol) {
    return scenery.kernel.routesTo(prefix).stream()
        .filter(r -> protocol == ANY || r.protocol() == protocol)
        .toList();
  }

  private void pass(int number) {
    for (int i = 0; i < number; i++) {
      scenery.time.pass(SECOND);
      seconds++;
      bystander.secondPassed(this);
    }
  }

  /** Returns whether nothing was disturbed for so long. */
  boolean calm(int atLeast) {
    return scenery.time.now() - disturbedAt >= atLeast * SECOND;
  }

  /** Whether somebody else has a route in the place of ours. */
  boolean occupied() {
    return PREFIXES.stream().anyMatch(prefix -> !routes(prefix, OTHERS).isEmpty());
  }

  /** By which interfaces the prefixes go. */
  List<String> ways() {
    return DESTINATIONS.stream()
        .map(to -> scenery.kernel.send(IpAddresses.parse(to), Payload.KEEPALIVE))
        .distinct()
        .toList();
  }

  /** The routes that are not ours, to compare. */
  List<String> others() {
    return Stream.of(scenery.kernel.picture().split("\n"))
        .filter(line -> line.contains(" proto ") && !line.contains(" proto 87"))
        .toList();
  }

  @Override
  public void close() {
    controller.close();
  }
}

package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.RouteForm;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.Route;
import io.wgnetlink.wireguard.PublicKey;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole controller with an interface for each of three hubs, over a simulated kernel and network
 * that follow a script: paths are cut and heal, readings and changes of routes fail, others take
 * our routes away or put theirs in the place, events are lost, an interface goes down, and the
 * controller starts again.
 *
 * <p>Two groups share tunnels: what is behind hub B goes by B, by C or by A, and what is behind hub
 * C by C or by A. The allowed IPs are a nest: /112 at B, /96 at C, /64 at A.
 */
final class ControllerWalk implements AutoCloseable {
  /** Those of the group of hub B, then those of the group of hub C. */
  static final List<String> PREFIXES =
      List.of("fd00::1:0/112", "172.29.0.16/28", "fd00::2:0/112", "172.29.0.32/28");

  private static final List<String> DESTINATIONS =
      List.of("fd00::1:3", "172.29.0.19", "fd00::2:3", "172.29.0.35");
  private static final PublicKey HUB_C = Scenery.key(3);
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
    B("wgB"),
    C("wgC"),
    A("wgA");

    final String device;

    Hub(String device) {
      this.device = device;
    }
  }

  /** Watches what the controller does. */
  interface Bystander {
    void disturbed(ControllerWalk walk, Line line);

    void secondPassed(ControllerWalk walk);
  }

  final Scenery scenery = Scenery.routes();
  /** By which hubs each group goes, in this order. */
  final Map<Group, List<Hub>> groups = new LinkedHashMap<>();

  /** When anything happened that is not as it should be, or was mended. */
  long disturbedAt;

  final Set<Hub> cut = EnumSet.noneOf(Hub.class);
  long unreadableSince = Long.MAX_VALUE;
  boolean routesFail;
  boolean linkUp = true;
  long seconds;
  FailoverController controller;

  private final Map<Hub, SimulatedTunnel> tunnels = new EnumMap<>(Hub.class);
  private final FailoverConfiguration configuration;
  private final Bystander bystander;

  ControllerWalk(RouteForm form, Bystander bystander) {
    this.bystander = bystander;
    tunnels.put(Hub.B, scenery.direct);
    tunnels.put(Hub.C, new SimulatedTunnel(scenery.time, 0, 0));
    tunnels.put(Hub.A, scenery.permanent);
    scenery
        .kernel
        .device("wgC", "fd00:1::16/128", "172.29.1.16/32")
        .peer("wgC", HUB_C, tunnels.get(Hub.C).left, "172.29.0.0/26", "fd00::/96");
    group("hub-b", PREFIXES.subList(0, 2), Hub.B, Hub.C, Hub.A);
    group("hub-c", PREFIXES.subList(2, 4), Hub.C, Hub.A);
    configuration = FailoverConfiguration.of(group(0))
        .group(group(1))
        .routeForm(form)
        .shutdown(ShutdownPolicy.RETAIN)
        .build();
    controller = started();
  }

  private void group(String name, List<String> prefixes, Hub... hubs) {
    List<Path> paths = Stream.of(hubs)
        .map(hub -> Path.of(hub.name(), Scenery.tunnel(hub.device, key(hub))))
        .toList();
    groups.put(
        new Group(name, prefixes.stream().map(IpPrefix::parse).collect(Collectors.toSet()), paths),
        List.of(hubs));
  }

  private static PublicKey key(Hub hub) {
    return switch (hub) {
      case A -> Scenery.HUB_A;
      case B -> Scenery.HUB_B;
      case C -> HUB_C;
    };
  }

  private Group group(int number) {
    return List.copyOf(groups.keySet()).get(number);
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
    if (line instanceof Cut one) {
      cut(one);
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

  private void cut(Cut line) {
    SimulatedTunnel tunnel = tunnels.get(line.hub());
    if (line.cut()) {
      cut.add(line.hub());
      tunnel.cut();
    } else {
      cut.remove(line.hub());
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

  /** By which interfaces the prefixes of a group go. */
  List<String> ways(Group group) {
    return DESTINATIONS.stream()
        .map(IpAddresses::parse)
        .filter(to -> group.prefixes().stream().anyMatch(prefix -> prefix.contains(to)))
        .map(to -> scenery.kernel.send(to, Payload.KEEPALIVE))
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

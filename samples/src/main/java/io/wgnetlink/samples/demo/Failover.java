package io.wgnetlink.samples.demo;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.WireGuard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What moves the traffic: a controller at each end, or the naive algorithm at both. */
final class Failover implements AutoCloseable {
  private final ClosingStack closing = new ClosingStack();
  private final List<FailoverController> controllers = new ArrayList<>();
  private final List<NaiveFailover> naive = new ArrayList<>();
  private final Hang hang = new Hang();
  private final String description;
  private final EngineLog clientLog;

  private Failover(String description, EngineLog clientLog) {
    this.description = description;
    this.clientLog = clientLog;
  }

  /** Starts what the options say. */
  static Failover start(PartialMesh mesh, DemoOptions options, Timeline timeline) {
    Failover failover =
        new Failover(describe(options), new EngineLog(mesh.client().toString(), timeline));
    try {
      if (options.naive()) {
        failover.startNaive(mesh, timeline);
      } else {
        failover.startControllers(mesh, options, timeline);
      }
      return failover;
    } catch (RuntimeException e) {
      failover.close();
      throw e;
    }
  }

  private static String describe(DemoOptions options) {
    if (options.naive()) {
      return "the naive algorithm runs at the client and at hub B: every 10 s, routes of peers whose"
          + " handshake is older than 120 s are withdrawn";
    }
    String where = options.bothEnds()
        ? "controllers run at the client and at hub B"
        : "a controller runs at the client only; hub B sends to the client directly, come what may";
    return where + "; detector: " + options.detector();
  }

  private void startControllers(PartialMesh mesh, DemoOptions options, Timeline timeline) {
    FailoverConfiguration.Builder client = FailoverConfiguration.of(group(
            "behind hub B",
            Prefixes.BEHIND_B,
            direct(mesh.clientToB(), Prefixes.HUB_B_ECHO, options),
            mesh.clientToA()))
        .detection(options.detector().detection());
    if (options.scenario() == Scenario.KILL_ENGINE) {
      client.lease(Lease.DEFAULT);
    }
    startController(mesh.client(), hang.of(mesh.client().wireGuard()), client, clientLog);
    if (options.bothEnds()) {
      FailoverConfiguration.Builder hub = FailoverConfiguration.of(group(
              "client",
              Prefixes.CLIENT,
              direct(mesh.hubBToClient(), Prefixes.CLIENT_ECHO, options),
              mesh.hubBToA()))
          .detection(options.detector().detection());
      startController(
          mesh.hubB(),
          mesh.hubB().wireGuard(),
          hub,
          new EngineLog(mesh.hubB().toString(), timeline));
    } else {
      mesh.hubB().addRoutes(mesh.hubBToClient().device(), Prefixes.CLIENT);
    }
  }

  /** Prefixes that go directly where that works, and by the permanent tunnel where it does not. */
  private static Group group(
      String name, Collection<IpPrefix> prefixes, Path direct, Tunnel permanent) {
    return new Group(name, Set.copyOf(prefixes), List.of(direct, Path.of("permanent", permanent)));
  }

  /** Echo requests need an address that a host has; others are sent to any, known or not. */
  private static Path direct(Tunnel tunnel, IpPrefix echo, DemoOptions options) {
    Path path = Path.of("direct", tunnel);
    return options.needsEchoAddresses() ? path.probedAt(echo.address()) : path;
  }

  private void startController(
      Host host, WireGuard wireGuard, FailoverConfiguration.Builder configuration, EngineLog log) {
    FailoverController controller = FailoverController.builder(
            configuration.build(), wireGuard, host.netlink(), host.namespace())
        .listener(log)
        .build();
    closing.push(controller);
    controller.start();
    controllers.add(controller);
  }

  private void startNaive(PartialMesh mesh, Timeline timeline) {
    startNaive(
        new NaiveFailover(mesh.client(), List.of(mesh.clientToA(), mesh.clientToB()), timeline));
    startNaive(
        new NaiveFailover(mesh.hubB(), List.of(mesh.hubBToA(), mesh.hubBToClient()), timeline));
  }

  private void startNaive(NaiveFailover one) {
    closing.push(one);
    naive.add(one);
  }

  /** Waits until the naive algorithm, if it runs, has just polled. */
  void awaitPauseOfNaive() throws InterruptedException {
    for (NaiveFailover each : naive) {
      each.awaitPause();
    }
  }

  /** Returns whether every controller has proved every tunnel of its own. */
  boolean isReady() {
    return controllers.stream()
        .flatMap(controller -> controller.status().tunnels().values().stream())
        .allMatch(state -> state == TunnelState.UP);
  }

  /** Returns what the client's controller told; it stays empty where there is none. */
  EngineLog clientLog() {
    return clientLog;
  }

  /** Has the client's controller hang from now on; returns when it does. */
  void hangClient() throws InterruptedException {
    hang.begin();
  }

  /** Lets the client's controller run again. */
  void releaseClient() {
    hang.end();
  }

  @Override
  public void close() {
    hang.end();
    closing.close();
  }

  /** Returns what runs where, for people. */
  @Override
  public String toString() {
    return description;
  }
}

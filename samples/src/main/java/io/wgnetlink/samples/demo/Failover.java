package io.wgnetlink.samples.demo;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.FailoverListener;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.net.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What moves the traffic: a controller at each end, or the naive algorithm at both. */
final class Failover implements AutoCloseable {
  private final ClosingStack closing = new ClosingStack();
  private final List<FailoverController> controllers = new ArrayList<>();
  private final List<NaiveFailover> naive = new ArrayList<>();
  private final String description;

  private Failover(String description) {
    this.description = description;
  }

  /** Starts controllers at the client and, if wanted, at hub B. */
  static Failover start(PartialMesh mesh, boolean bothEnds, Timeline timeline) {
    Failover failover = new Failover(
        bothEnds
            ? "controllers run at the client and at hub B"
            : "a controller runs at the client only; hub B sends to the client directly, come what"
                + " may");
    try {
      failover.startController(
          mesh.client(),
          group("behind hub B", Prefixes.BEHIND_B, mesh.clientToB(), mesh.clientToA()),
          timeline);
      if (bothEnds) {
        failover.startController(
            mesh.hubB(),
            group("client", Prefixes.CLIENT, mesh.hubBToClient(), mesh.hubBToA()),
            timeline);
      } else {
        mesh.hubB().addRoutes(mesh.hubBToClient().device(), Prefixes.CLIENT);
      }
      return failover;
    } catch (RuntimeException e) {
      failover.close();
      throw e;
    }
  }

  /** Prefixes that go directly where that works, and by the permanent tunnel where it does not. */
  private static Group group(
      String name, Collection<IpPrefix> prefixes, Tunnel direct, Tunnel permanent) {
    return new Group(
        name,
        Set.copyOf(prefixes),
        List.of(Path.of("direct", direct), Path.of("permanent", permanent)));
  }

  private void startController(Host host, Group group, Timeline timeline) {
    FailoverController controller = FailoverController.builder(
            FailoverConfiguration.of(group).build(),
            host.wireGuard(),
            host.netlink(),
            host.namespace())
        .listener(new Teller(host, timeline))
        .build();
    closing.push(controller);
    controller.start();
    controllers.add(controller);
  }

  /** Starts the naive algorithm at both ends. */
  static Failover startNaive(PartialMesh mesh, Timeline timeline) {
    Failover failover = new Failover(
        "the naive algorithm runs at the client and at hub B: every 10 s, routes of peers whose"
            + " handshake is older than 120 s are withdrawn");
    failover.startNaive(
        new NaiveFailover(mesh.client(), List.of(mesh.clientToA(), mesh.clientToB()), timeline));
    failover.startNaive(
        new NaiveFailover(mesh.hubB(), List.of(mesh.hubBToA(), mesh.hubBToClient()), timeline));
    return failover;
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

  @Override
  public void close() {
    closing.close();
  }

  /** Returns what runs where, for people. */
  @Override
  public String toString() {
    return description;
  }

  /** Tells what a controller saw and did. */
  private static final class Teller implements FailoverListener {
    private final String who;
    private final Timeline timeline;

    Teller(Host host, Timeline timeline) {
      this.who = host.toString();
      this.timeline = timeline;
    }

    @Override
    public void tunnelChanged(TunnelChange change) {
      timeline.say(who, change.toString());
    }

    @Override
    public void decided(Decision decision) {
      timeline.say(who, "DECIDED " + decision);
    }

    @Override
    public void switched(Group group, Path to, Duration took) {
      timeline.say(
          who, "SWITCHED " + group.name() + " to " + to.name() + " in " + took.toMillis() + " ms");
    }

    @Override
    public void switchFailed(Group group, Path wanted, String cause) {
      timeline.say(who, "could not switch " + group.name() + " to " + wanted.name() + ": " + cause);
    }
  }
}

package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.net.IpAddresses;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The controllers of a client and of hub B, each with a kernel of its own, at the two ends of a
 * direct tunnel; hub A, which both have as their permanent path, forwards and decides nothing. A
 * script cuts the direct tunnel in one direction or in both, cuts hub A off, and restarts a
 * controller.
 */
final class TwoControllersWalk implements AutoCloseable {
  private static final InetAddress SERVICE = IpAddresses.parse("fd00::1:3");
  private static final InetAddress CLIENT = IpAddresses.parse("fd00:1::16");

  /** What can be cut. */
  enum Link {
    TO_HUB,
    TO_CLIENT,
    VIA_A
  }

  enum Side {
    CLIENT,
    HUB
  }

  /** A line of a script. */
  sealed interface Line {}

  record Cut(Set<Link> links) implements Line {}

  record Heal(Set<Link> links) implements Line {}

  record Restart(Side side) implements Line {}

  record Pass(int seconds) implements Line {}

  final Scenery client;
  final Scenery hub;
  final Set<Link> cut = EnumSet.noneOf(Link.class);
  long seconds;
  private final boolean oneInterface;
  private final Map<Side, FailoverController> controllers = new EnumMap<>(Side.class);
  private final Runnable eachSecond;
  private long disturbedAt;

  /** Makes a walk that calls back each second. */
  TwoControllersWalk(boolean oneInterface, boolean busy, Check check) {
    this.oneInterface = oneInterface;
    client = oneInterface ? Scenery.allowedIps() : Scenery.routes();
    hub = client.hub();
    eachSecond = () -> check.on(this);
    for (Side side : Side.values()) {
      start(side);
    }
    if (busy) {
      talk();
    }
  }

  /** Looks at a walk. */
  interface Check {
    void on(TwoControllersWalk walk);
  }

  private void start(Side side) {
    Scenery scenery = of(side);
    FailoverController controller = scenery.controller(
        FailoverConfiguration.of(scenery.group).shutdown(ShutdownPolicy.RETAIN).build());
    controller.start();
    controllers.put(side, controller);
  }

  private Scenery of(Side side) {
    return side == Side.CLIENT ? client : hub;
  }

  private void talk() {
    client.time.after(500 * MILLIS, () -> {
      client.kernel.send(SERVICE, Payload.STREAM);
      hub.kernel.send(CLIENT, Payload.STREAM);
      talk();
    });
  }

  void play(List<Line> script) {
    for (Line line : script) {
      if (line instanceof Pass pass) {
        pass(pass.seconds());
        continue;
      }
      if (line instanceof Cut some) {
        cut.addAll(some.links());
      } else if (line instanceof Heal some) {
        cut.removeAll(some.links());
      } else if (line instanceof Restart restart) {
        controllers.get(restart.side()).close();
        start(restart.side());
      }
      wire();
      disturbedAt = client.time.now();
    }
  }

  private void wire() {
    client.direct.cutLeftToRight = cut.contains(Link.TO_HUB);
    client.direct.cutRightToLeft = cut.contains(Link.TO_CLIENT);
    for (Scenery end : List.of(client, hub)) {
      end.permanent.cutLeftToRight = cut.contains(Link.VIA_A);
      end.permanent.cutRightToLeft = cut.contains(Link.VIA_A);
    }
  }

  private void pass(int number) {
    for (int i = 0; i < number; i++) {
      client.time.pass(SECOND);
      seconds++;
      eachSecond.run();
    }
  }

  /** Returns whether nothing was disturbed for so long. */
  boolean calm(int atLeast) {
    return client.time.now() - disturbedAt >= atLeast * SECOND;
  }

  /** Returns whether packets go from the client to the service behind hub B, and back. */
  boolean connected() {
    boolean there = direct(client, SERVICE);
    boolean back = direct(hub, CLIENT);
    boolean accepted = !oneInterface || there == back;
    return accepted
        && !cut.contains(there ? Link.TO_HUB : Link.VIA_A)
        && !cut.contains(back ? Link.TO_CLIENT : Link.VIA_A);
  }

  /** Returns whether both ends use the direct tunnel. */
  boolean bothDirect() {
    return direct(client, SERVICE) && direct(hub, CLIENT);
  }

  private static boolean direct(Scenery end, InetAddress to) {
    return end.carries(to).equals(end.group.paths().get(0).tunnel());
  }

  @Override
  public void close() {
    controllers.values().forEach(FailoverController::close);
  }
}

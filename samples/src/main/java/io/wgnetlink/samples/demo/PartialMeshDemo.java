package io.wgnetlink.samples.demo;

import io.wgnetlink.samples.demo.TrafficPath.Hub;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Tells the story: traffic goes to hub B directly, the direct path is cut, traffic comes through by
 * hub A, the path heals, traffic returns.
 *
 * <p>Everything runs in this process, in network namespaces of its own; when {@link #run} returns
 * or throws, all of it is gone.
 */
final class PartialMeshDemo {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** So many ticks in a row prove that a path is taken for good. */
  private static final int STEADY_TICKS = 3;

  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration LONGEST_CUT = Duration.ofSeconds(45);

  /** 120 s until the handshake is too old, 10 s until that is noticed, and some to spare. */
  private static final Duration LONGEST_NAIVE_CUT = Duration.ofSeconds(150);

  /**
   * WireGuard tries a handshake every 5 s at each end, and both fail when they cross. Between real
   * hosts a jitter of a third of a second keeps them apart; timers of one kernel fire together more
   * often than not, as they are rounded to a quarter of a second (HZ 250, measured).
   */
  private static final Duration LONGEST_RETURN = Duration.ofMinutes(2);

  private final DemoOptions options;
  private final Timeline timeline;

  PartialMeshDemo(DemoOptions options, Timeline timeline) {
    this.options = options;
    this.timeline = timeline;
  }

  /**
   * Runs the demo, for a minute or (naive) four.
   *
   * @throws InterruptedException when it was interrupted; everything is taken down then too
   */
  DemoReport run() throws InterruptedException {
    Leftovers leftovers = new Leftovers();
    Measurement measurement;
    try {
      measurement = measure();
    } finally {
      boolean interrupted = Thread.interrupted();
      tell(leftovers.find());
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return measurement.report(options, leftovers.find().size());
  }

  private void tell(List<String> found) {
    found.forEach(thing -> timeline.say("demo", "left behind: " + thing));
    if (found.isEmpty()) {
      timeline.say("demo", "all hosts are gone, nothing is left behind");
    }
  }

  private Measurement measure() throws InterruptedException {
    timeline.begin();
    timeline.say(
        "demo", "builds client, two hubs, two services and a switch as network namespaces");
    try (PartialMesh mesh = PartialMesh.build(options.mode());
        Failover failover = startFailover(mesh)) {
      timeline.say("demo", failover.toString());
      settle(mesh, failover);
      return story(mesh, failover);
    }
  }

  private Failover startFailover(PartialMesh mesh) {
    if (options.naive()) {
      return Failover.startNaive(mesh, timeline);
    }
    return Failover.start(mesh, options.bothEnds(), timeline);
  }

  /**
   * Waits, with probes that do not count, until the tunnels are proved and the direct one is used.
   */
  private void settle(PartialMesh mesh, Failover failover) throws InterruptedException {
    try (SteadyProbe probe = startProbe(mesh)) {
      boolean settled = awaitPath(mesh, probe, Hub.B, failover::isReady, LONGEST_START);
      timeline.say(
          "demo",
          settled
              ? "traffic from the client to service B is steady; probes count from now on"
              : "no steady traffic by hub B within " + LONGEST_START.toSeconds() + " s");
    }
  }

  private Measurement story(PartialMesh mesh, Failover failover) throws InterruptedException {
    try (SteadyProbe probe = startProbe(mesh)) {
      Measurement measurement = new Measurement(probe);
      PathWitness whole = witness(mesh);
      stay(mesh, probe, STEADY_TICKS);
      measurement.before = whole.sample();
      if (options.naive()) {
        renew(mesh, failover, probe);
      }

      mesh.cutDirectPath();
      measurement.cutAt = System.nanoTime();
      timeline.say("demo", "THE DIRECT PATH between client and hub B IS CUT, silently");
      Duration longest = options.naive() ? LONGEST_NAIVE_CUT : LONGEST_CUT;
      boolean switched = awaitPath(mesh, probe, Hub.A, () -> true, longest);
      if (!switched) {
        timeline.say("demo", "nothing came through by hub A within " + longest.toSeconds() + " s");
      }
      whole.sample();
      stay(mesh, probe, STEADY_TICKS);
      measurement.during = whole.sample();

      mesh.healDirectPath();
      measurement.healedAt = System.nanoTime();
      timeline.say("demo", "THE DIRECT PATH IS HEALED");
      boolean returned = awaitPath(mesh, probe, Hub.B, () -> true, LONGEST_RETURN);
      if (!returned) {
        timeline.say("demo", "no return to hub B within " + LONGEST_RETURN.toSeconds() + " s");
      }
      whole.sample();
      stay(mesh, probe, STEADY_TICKS);
      measurement.after = whole.sample();

      probe.stop();
      measurement.finish();
      if (measurement.returnLost > 0) {
        timeline.say("traffic", "lost after the heal: " + probe.describeLost(measurement.healedAt));
      }
      timeline.say("demo", "probes stopped");
      return measurement;
    }
  }

  /**
   * Has the direct tunnel make a handshake, so that the cut comes right after one whenever the demo
   * is run: what an algorithm that goes by its age makes of a cut depends on that.
   */
  private void renew(PartialMesh mesh, Failover failover, SteadyProbe probe)
      throws InterruptedException {
    failover.awaitPauseOfNaive();
    mesh.renewDirectTunnel();
    timeline.say("demo", "the direct tunnel makes a new handshake");
    stay(mesh, probe, 1);
  }

  private static SteadyProbe startProbe(PartialMesh mesh) {
    return SteadyProbe.start(mesh.client(), Prefixes.SERVICE_B_V6, Prefixes.SERVICE_B_V4);
  }

  private static PathWitness witness(PartialMesh mesh) {
    return new PathWitness(mesh.client().wireGuard(), mesh.clientToA(), mesh.clientToB());
  }

  /** Waits until traffic of both families takes a path steadily; returns whether it does. */
  private boolean awaitPath(
      PartialMesh mesh, SteadyProbe probe, Hub hub, BooleanSupplier also, Duration longest)
      throws InterruptedException {
    PathWitness witness = witness(mesh);
    long start = System.nanoTime();
    int steady = 0;
    while (steady < STEADY_TICKS) {
      if (System.nanoTime() - start > longest.toNanos()) {
        return false;
      }
      long tick = System.nanoTime();
      TrafficPath path = observe(witness, probe);
      steady = path.isBy(hub) && probe.isAnswered(tick) && also.getAsBoolean() ? steady + 1 : 0;
    }
    return true;
  }

  private void stay(PartialMesh mesh, SteadyProbe probe, int ticks) throws InterruptedException {
    PathWitness witness = witness(mesh);
    for (int i = 0; i < ticks; i++) {
      observe(witness, probe);
    }
  }

  private TrafficPath observe(PathWitness witness, SteadyProbe probe) throws InterruptedException {
    Thread.sleep(TICK.toMillis());
    TrafficPath path = witness.sample();
    timeline.measured(path, probe.lost());
    return path;
  }

  /** The moments and paths that were noted on the way. */
  private static final class Measurement {
    private final SteadyProbe probe;
    private TrafficPath before = TrafficPath.NONE;
    private TrafficPath during = TrafficPath.NONE;
    private TrafficPath after = TrafficPath.NONE;
    private long cutAt;
    private long healedAt;
    private int sent;
    private int lost;
    private int returnLost;
    private Duration outage = Duration.ZERO;

    Measurement(SteadyProbe probe) {
      this.probe = probe;
    }

    void finish() {
      sent = probe.sent();
      lost = probe.lost();
      returnLost = probe.lost(healedAt);
      outage = probe.outage(cutAt, healedAt);
    }

    DemoReport report(DemoOptions options, int leftovers) {
      return new DemoReport(
          System.getProperty("os.version"),
          options.mode(),
          options.naive(),
          sent,
          lost,
          outage,
          returnLost,
          before,
          during,
          after,
          leftovers);
    }
  }
}

package io.wgnetlink.samples.demo;

import io.wgnetlink.samples.demo.TrafficPath.Hub;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tells the story: traffic goes to hub B directly, the direct path is cut, traffic comes through by
 * hub A, the path heals, traffic returns. What is cut, and what else happens, is a {@link Story}.
 *
 * <p>Everything runs in this process, in network namespaces of its own; when {@link #run} returns
 * or throws, all of it is gone.
 */
final class PartialMeshDemo {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final DemoOptions options;
  private final boolean besideNaive;
  private final Timeline timeline;

  /**
   * Creates a demo.
   *
   * @param besideNaive whether the older utility's algorithm runs in the same scene afterwards
   */
  PartialMeshDemo(DemoOptions options, boolean besideNaive, Timeline timeline) {
    this.options = options;
    this.besideNaive = besideNaive;
    this.timeline = timeline;
  }

  /**
   * Runs the demo, for one minute to three, with the naive algorithm four more.
   *
   * @throws InterruptedException when it was interrupted; everything is taken down then too
   */
  DemoReport run() throws InterruptedException {
    Leftovers leftovers = new Leftovers();
    Measured measured;
    Optional<Measured> naive = Optional.empty();
    timeline.begin();
    try {
      measured = measure(options);
      if (besideNaive) {
        timeline.say("demo", "and now the same with the naive algorithm");
        naive = Optional.of(measure(options.naively()));
      }
    } finally {
      boolean interrupted = Thread.interrupted();
      tell(leftovers.find());
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return new DemoReport(
        System.getProperty("os.version"),
        options,
        measured,
        naive,
        leftovers.find().size());
  }

  private void tell(List<String> found) {
    found.forEach(thing -> timeline.say("demo", "left behind: " + thing));
    if (found.isEmpty()) {
      timeline.say("demo", "all hosts are gone, nothing is left behind");
    }
  }

  private Measured measure(DemoOptions how) throws InterruptedException {
    timeline.say(
        "demo", "builds client, two hubs, two services and a switch as network namespaces");
    try (PartialMesh mesh = PartialMesh.build(how);
        Failover failover = Failover.start(mesh, how, timeline)) {
      timeline.say("demo", failover.toString());
      if (how.needsYoungTunnel()) {
        mesh.healDirectPath(Damage.BOTH);
        timeline.say("demo", "the direct path is laid, so that they see its first handshake");
      }
      settle(mesh, failover, how);
      try (SteadyProbe probe = startProbe(mesh)) {
        return Story.of(how).happen(new Scene(mesh, failover, probe, timeline));
      }
    }
  }

  /**
   * Waits, with probes that do not count, until the tunnels are proved and the direct one is used,
   * and until the detector knows it.
   */
  private void settle(PartialMesh mesh, Failover failover, DemoOptions how)
      throws InterruptedException {
    try (SteadyProbe probe = startProbe(mesh)) {
      Scene scene = new Scene(mesh, failover, probe, timeline);
      boolean settled = scene.awaitPath(Hub.B, failover::isReady, LONGEST_START);
      if (!settled) {
        scene.say("no steady traffic by hub B within " + LONGEST_START.toSeconds() + " s");
        return;
      }
      if (!how.acquaintance().isZero()) {
        scene.say("traffic is steady; the detectors watch the tunnel work for "
            + how.acquaintance().toSeconds() + " s");
        scene.stay(how.acquaintance());
      }
      scene.say("traffic from the client to service B is steady; probes count from now on");
    }
  }

  private static SteadyProbe startProbe(PartialMesh mesh) {
    return SteadyProbe.start(mesh.client(), Prefixes.SERVICE_B_V6, Prefixes.SERVICE_B_V4);
  }
}

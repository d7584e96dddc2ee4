package io.wgnetlink.samples.demo;

import io.wgnetlink.samples.demo.TrafficPath.Hub;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The stage of a story: the mesh, what moves its traffic, the probes that count, and the words for
 * what happens. Not thread-safe.
 */
final class Scene {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** So many ticks in a row prove that a path is taken for good. */
  private static final int STEADY_TICKS = 3;

  private final PartialMesh mesh;
  private final Failover failover;
  private final SteadyProbe probe;
  private final Timeline timeline;

  Scene(PartialMesh mesh, Failover failover, SteadyProbe probe, Timeline timeline) {
    this.mesh = mesh;
    this.failover = failover;
    this.probe = probe;
    this.timeline = timeline;
  }

  Failover failover() {
    return failover;
  }

  SteadyProbe probe() {
    return probe;
  }

  /** Tells what the demo itself does. */
  void say(String what) {
    timeline.say("demo", what);
  }

  /** Stays for as long as proves a path; returns the path of that time. */
  TrafficPath look() throws InterruptedException {
    PathWitness whole = witness();
    stay(STEADY_TICKS);
    return whole.sample();
  }

  /** Lets traffic flow for a while. */
  void stay(Duration time) throws InterruptedException {
    stay((int) time.dividedBy(TICK));
  }

  private void stay(int ticks) throws InterruptedException {
    PathWitness witness = witness();
    for (int i = 0; i < ticks; i++) {
      observe(witness);
    }
  }

  /** Damages the direct path; returns when, by {@link System#nanoTime}. */
  long cut(Damage damage) {
    mesh.cutDirectPath(damage);
    long at = System.nanoTime();
    say(damage.words());
    return at;
  }

  /** Ends what was cut; returns when. */
  long heal(Damage damage) {
    mesh.healDirectPath(damage);
    long at = System.nanoTime();
    say("THE DIRECT PATH IS HEALED");
    return at;
  }

  /** Waits until traffic goes by a hub; returns the path of the time after, whichever it is. */
  TrafficPath awaitPath(Hub hub, Duration longest) throws InterruptedException {
    if (!awaitPath(hub, () -> true, longest)) {
      say("no steady traffic by hub " + hub + " within " + longest.toSeconds() + " s");
    }
    return look();
  }

  /** Waits until traffic of both families takes a path steadily; returns whether it does. */
  boolean awaitPath(Hub hub, BooleanSupplier also, Duration longest) throws InterruptedException {
    PathWitness witness = witness();
    long start = System.nanoTime();
    int steady = 0;
    while (steady < STEADY_TICKS) {
      if (System.nanoTime() - start > longest.toNanos()) {
        return false;
      }
      long tick = System.nanoTime();
      TrafficPath path = observe(witness);
      steady = path.isBy(hub) && probe.isAnswered(tick) && also.getAsBoolean() ? steady + 1 : 0;
    }
    return true;
  }

  /**
   * Has the direct tunnel make a handshake, so that the cut comes right after one whenever the demo
   * is run: what an algorithm that goes by its age makes of a cut depends on that.
   */
  void renewForNaive() throws InterruptedException {
    failover.awaitPauseOfNaive();
    mesh.renewDirectTunnel();
    say("the direct tunnel makes a new handshake");
    stay(1);
  }

  /** Returns how long the client's controller took to find the direct tunnel dead. */
  Optional<Duration> verdict(long cutAt, long healedAt) {
    return failover.clientLog().verdict(mesh.clientToB(), cutAt, healedAt);
  }

  /** Returns what became of so many cuts since a moment. */
  Flapping flapping(int cuts, long since) {
    EngineLog log = failover.clientLog();
    return new Flapping(
        cuts, log.holdUps(mesh.clientToB()), log.moves(since), log.mostMovesOfABudget());
  }

  /** Ends the probes, and tells of those that were lost after a heal. */
  void stopProbes(long healedAt) {
    probe.stop();
    if (probe.lost(healedAt) > 0) {
      timeline.say("traffic", "lost after the heal: " + probe.describeLost(healedAt));
    }
    say("probes stopped");
  }

  private PathWitness witness() {
    return new PathWitness(mesh.client().wireGuard(), mesh.clientToA(), mesh.clientToB());
  }

  private TrafficPath observe(PathWitness witness) throws InterruptedException {
    Thread.sleep(TICK.toMillis());
    TrafficPath path = witness.sample();
    timeline.measured(path, probe.lost());
    return path;
  }
}

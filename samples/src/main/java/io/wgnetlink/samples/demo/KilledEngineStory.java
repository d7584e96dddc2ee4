package io.wgnetlink.samples.demo;

import io.wgnetlink.samples.demo.TrafficPath.Hub;
import java.util.Optional;

/**
 * The client's controller hangs while its traffic takes the direct path, which is cut then. Nobody
 * at the client can move the traffic; the kernel does, when the lease has run out. When the path
 * has healed the controller may go on: it begins again from there, and returns.
 */
final class KilledEngineStory implements Story {
  private final DemoOptions options;

  KilledEngineStory(DemoOptions options) {
    this.options = options;
  }

  @Override
  public Measured happen(Scene scene) throws InterruptedException {
    TrafficPath before = scene.look();
    scene.failover().hangClient();
    scene.say("THE CLIENT'S CONTROLLER HANGS in a request to the kernel; nobody takes its place");
    long cutAt = scene.cut(Damage.BOTH);
    TrafficPath during = scene.awaitPath(Hub.A, Promise.of(options).outage().plus(GRACE));
    long healedAt = scene.heal(Damage.BOTH);
    scene.failover().releaseClient();
    scene.say("the client's controller goes on");
    TrafficPath after = scene.awaitPath(Hub.B, LONGEST_RETURN);
    scene.stopProbes(healedAt);
    SteadyProbe probe = scene.probe();
    return new Measured(
        probe.sent(),
        probe.lost(),
        Optional.empty(),
        probe.outage(cutAt, healedAt),
        probe.lost(healedAt),
        before,
        during,
        after,
        Optional.empty());
  }
}

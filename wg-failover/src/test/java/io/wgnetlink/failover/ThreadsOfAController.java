package io.wgnetlink.failover;

import io.wgnetlink.failover.evidence.NudgeProbe;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A controller on real threads. */
final class ThreadsOfAController implements AutoCloseable {
  private final CountDownLatch nudged = new CountDownLatch(1);
  private final FailoverController controller;

  ThreadsOfAController(Scenery scenery) {
    NudgeProbe probe = new NudgeProbe() {
      @Override
      public void aim(Tunnel tunnel, InetAddress address) {}

      @Override
      public Evidence nudge(Tunnel tunnel) {
        nudged.countDown();
        return new Evidence.NudgeSent(tunnel);
      }

      @Override
      public void close() {}
    };
    controller = new FailoverController.Builder(
            FailoverConfiguration.of(scenery.group).build(),
            scenery.kernel,
            scenery.kernel,
            new Object(),
            Loops::threads)
        .probe(() -> probe)
        .build();
    controller.start();
  }

  void awaitNudge() throws InterruptedException {
    if (!nudged.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("nothing was nudged");
    }
  }

  @Override
  public void close() {
    controller.close();
  }
}

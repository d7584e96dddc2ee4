package io.wgnetlink.testkit.conformance;

import java.time.Duration;

/** What machines have come to, to compare two. */
public final class NetworkStory {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private NetworkStory() {}

  /** Returns all that a machine tells of its network. */
  public static String snapshot(RouteMachine machine) {
    return NetworkSnapshot.of(machine.netlink());
  }

  /**
   * Returns the same, once it is as expected, else after a time: a kernel makes IPv6 addresses and
   * their routes a little after it has said so.
   */
  public static String snapshotLike(String expected, RouteMachine machine) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String snapshot = snapshot(machine);
    while (!snapshot.equals(expected) && System.nanoTime() < end) {
      pause();
      snapshot = snapshot(machine);
    }
    return snapshot;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoWays.A;
import static io.wgnetlink.failover.nativetests.TwoWays.B;
import static io.wgnetlink.failover.nativetests.TwoWays.BEHIND_B_4;
import static io.wgnetlink.failover.nativetests.TwoWays.BEHIND_B_6;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.nftables.SetElement;
import io.wgnetlink.nftables.TableId;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * I7: a controller, as a process of its own, is killed or stopped at some instant; traffic is on
 * the permanent path when the lease is over, with nothing running.
 *
 * <p>The bound is asserted by the kernel's own word, the time that the lease has left just after
 * the process is gone; how long it took until packets went the other way is printed. How often is
 * set by {@code wgnetlink.lease.repetitions}, how long the lease is, in milliseconds, by
 * {@code wgnetlink.lease.millis}.
 */
final class LeaseCrashTests {
  private static final int REPETITIONS = Integer.getInteger("wgnetlink.lease.repetitions", 1);
  private static final Duration LEASE =
      Duration.ofMillis(Integer.getInteger("wgnetlink.lease.millis", 3000));

  private final Random random = new Random(7);
  private TwoWays host;
  private Nftables nftables;
  private Process child;

  @BeforeEach
  void setUp() {
    host = new TwoWays();
    nftables = Nftables.open(host.namespace);
  }

  @AfterEach
  void tearDown() {
    if (child != null) {
      child.destroyForcibly();
    }
    nftables.close();
    host.close();
  }

  private void startController() {
    List<String> command = List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-cp",
        System.getProperty("java.class.path"),
        LeasedController.class.getName(),
        Long.toString(LEASE.toMillis()));
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      child = host.namespace.call(builder::start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String name) {
    Witness.run(host.namespace, "kill", "-" + name, Long.toString(child.pid()));
  }

  private void awaitSomeInstant() throws InterruptedException {
    Thread.sleep(random.nextInt((int) LEASE.toMillis()));
  }

  /** What the kernel still grants, now that nobody can ask for more. */
  private void assertBound() {
    List<SetElement> left = nftables.elements(TableId.inet("wg_failover").set("alive"));
    assertThat(left)
        .allSatisfy(element -> assertThat(element.expiration())
            .hasValueSatisfying(time -> assertThat(time).isLessThanOrEqualTo(LEASE)));
  }

  private void report(String what, int repetition, Duration took) {
    System.out.printf(
        "%s %d of %d: by the permanent path after %d ms, lease of %d ms%n",
        what, repetition, REPETITIONS, took.toMillis(), LEASE.toMillis());
  }

  @Test
  void shouldBeOnThePermanentPathAfterTheControllerWasKilled() throws InterruptedException {
    for (int i = 1; i <= REPETITIONS; i++) {
      startController();
      host.awaitWay(B, BEHIND_B_6);
      host.awaitWay(B, BEHIND_B_4);
      awaitSomeInstant();
      signal("KILL");
      child.waitFor();

      assertBound();
      Duration took = host.awaitWay(A, BEHIND_B_6);
      host.awaitWay(A, BEHIND_B_4);
      assertThat(List.of(host.way(BEHIND_B_6), host.way(BEHIND_B_4))).containsOnly(A);
      report("killed", i, took);
    }
  }

  @Test
  void shouldBeOnThePermanentPathWhileTheControllerIsStoppedAndTakeOverAgain()
      throws InterruptedException {
    startController();
    for (int i = 1; i <= REPETITIONS; i++) {
      host.awaitWay(B, BEHIND_B_6);
      host.awaitWay(B, BEHIND_B_4);
      awaitSomeInstant();
      signal("STOP");

      assertBound();
      Duration took = host.awaitWay(A, BEHIND_B_6);
      host.awaitWay(A, BEHIND_B_4);
      assertThat(List.of(host.way(BEHIND_B_6), host.way(BEHIND_B_4))).containsOnly(A);
      report("stopped", i, took);
      signal("CONT");
    }
    host.awaitWay(B, BEHIND_B_6);
    host.awaitWay(B, BEHIND_B_4);
  }
}

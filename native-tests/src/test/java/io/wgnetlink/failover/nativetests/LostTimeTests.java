package io.wgnetlink.failover.nativetests;

import static io.wgnetlink.failover.nativetests.TwoHubs.await;
import static io.wgnetlink.failover.nativetests.TwoHubs.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.wgnetlink.failover.FailoverConfiguration;
import io.wgnetlink.failover.FailoverController;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.nativetests.Nightly;
import io.wgnetlink.nativetests.OnOneKernel;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clocks that jump, and processes that do not run for a while, as in a long garbage collection. */
class LostTimeTests {
  private static final Path MARK_OF_A_GUEST = Path.of("/run/rig");
  private static final Duration DAY = Duration.ofDays(1);

  private TwoHubs net;

  @BeforeEach
  void setUp() {
    net = new TwoHubs();
  }

  @AfterEach
  void close() {
    net.close();
  }

  /** T18, I12: what goes by the time of day sees a silence of a day, or waits for a day. */
  @Test
  @Nightly("the waits between jumps; virtual time shows it in every build")
  @OnOneKernel("which clock is read is the same on all")
  void shouldNotCareForTheTimeOfDay() throws InterruptedException {
    assumeThat(MARK_OF_A_GUEST).as("only a virtual machine's clock may be set").exists();
    EventLog log = new EventLog();
    try (FailoverController controller = net.start(
        FailoverConfiguration.of(net.group)
            .detection(Detection.ECHO.withEchoInterval(Duration.ofMillis(200)))
            .build(),
        log)) {
      assertThat(await(() -> log.story(net.toB).contains("on direct"))).isTrue();
      assertThat(await(() -> controller.status().tunnels().values().stream()
              .allMatch(state -> state == TunnelState.UP)))
          .isTrue();
      Thread.sleep(6000); // so that the loss of echo requests is known
      log.clear();
      Instant before = Instant.now();
      long begun = System.nanoTime();
      try {
        for (Duration offset : List.of(DAY, Duration.ZERO, DAY.negated())) {
          setClock(before.plusNanos(System.nanoTime() - begun).plus(offset));
          Thread.sleep(2500);
          System.out.println("clock off by " + offset + ": " + log.events());
        }
        assertThat(log.events()).isEmpty();

        TwoHubs.deafen(net.hubB, "eth0");
        assertThat(await(() -> log.story(net.toB).contains("on permanent"))).isTrue();
        System.out.println("cut with the clock a day behind: " + log.story(net.toB));
      } finally {
        setClock(before.plusNanos(System.nanoTime() - begun));
      }
    }
  }

  private void setClock(Instant time) {
    run(net.client, "date -s @" + time.getEpochSecond() + "." + time.getNano() / 100_000_000);
    assertThat(Duration.between(time, Instant.now()).abs()).isLessThan(DAY.dividedBy(2));
  }

  /** T19. */
  @Test
  @Nightly("another process and its pauses; virtual time shows it in every build")
  @OnOneKernel("signals are the same on all")
  void shouldConcludeNothingFromItsOwnPause() throws InterruptedException {
    assertNothingIsConcludedFrom(Duration.ofSeconds(5));
  }

  /** T12. */
  @Test
  @Nightly("a minute of doing nothing")
  @OnOneKernel("signals are the same on all")
  void shouldConcludeNothingFromAPauseOfAMinute() throws InterruptedException {
    assertNothingIsConcludedFrom(Duration.ofSeconds(60));
  }

  private void assertNothingIsConcludedFrom(Duration pause) throws InterruptedException {
    List<String> lines = new CopyOnWriteArrayList<>();
    Process child = start();
    Thread reader = new Thread(() -> child.inputReader().lines().forEach(lines::add), "reader");
    reader.setDaemon(true);
    reader.start();
    try {
      assertThat(await(() -> any(lines, "service is on direct")))
          .as(lines.toString())
          .isTrue();
      Thread.sleep(6000); // so that the loss of echo requests is known
      lines.clear();

      signal(child, "STOP");
      Thread.sleep(pause.toMillis());
      signal(child, "CONT");
      Thread.sleep(6000); // a verdict by echo requests takes one second
      System.out.println("after a pause of " + pause + ": " + lines);
      assertThat(lines).noneMatch(line -> line.contains("DOWN") || line.contains("permanent"));

      signal(child, "STOP");
      TwoHubs.deafen(net.hubB, "eth0");
      Thread.sleep(2000);
      signal(child, "CONT");
      assertThat(await(() -> any(lines, "service is on permanent")))
          .as(lines.toString())
          .isTrue();
      System.out.println("cut during a pause: " + lines);
    } finally {
      child.toHandle().destroyForcibly(); // which leaves the output to its reader
      reader.join();
    }
  }

  private static boolean any(List<String> lines, String part) {
    return lines.stream().anyMatch(line -> line.contains(part));
  }

  private void signal(Process child, String name) {
    run(net.client, "kill -" + name + " " + child.pid());
  }

  private Process start() {
    ProcessBuilder builder = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            WatchingController.class.getName(),
            net.toB.peer().toBase64(),
            net.toA.peer().toBase64())
        .redirectInput(new File("/dev/null"))
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      return net.client.call(builder::start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

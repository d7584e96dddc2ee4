package io.wgnetlink.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Retries in virtual time. */
class DumpRetriesTests {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private long now = 12_345;
  private final List<Duration> pauses = new ArrayList<>();
  private final DumpRetries retries = new DumpRetries(() -> now, this::pause, PATIENCE);

  private void pause(long nanos) {
    now += nanos;
    pauses.add(Duration.ofNanos(nanos));
  }

  /** Reads until there is not to be another attempt, and returns how many there were. */
  private int attemptsOf(Duration each) {
    int attempts;
    do {
      attempts = retries.begin();
      now += each.toNanos();
    } while (retries.pauseForAnother());
    return attempts;
  }

  @Test
  void shouldTryAsOftenAsThereIsTime() {
    int attempts = attemptsOf(Duration.ofMillis(50));
    assertThat(attempts).isBetween(40, 80);
    DumpInterruptedException e = retries.exhausted("read things");
    assertThat(e.attempts()).isEqualTo(attempts);
    assertThat(e.elapsed()).isBetween(PATIENCE, PATIENCE.plusMillis(200));
  }

  @Test
  void shouldTryMoreThanOnceHoweverLongItTakes() {
    assertThat(attemptsOf(Duration.ofMinutes(1))).isEqualTo(DumpRetries.LEAST_ATTEMPTS);
  }

  @Test
  void shouldPauseLongerFromTimeToTimeAndNeverLong() {
    attemptsOf(Duration.ofMillis(1));
    assertThat(pauses.get(0)).isBetween(Duration.ofNanos(500_000), Duration.ofNanos(1_500_000));
    assertThat(pauses)
        .allSatisfy(p -> assertThat(p).isLessThanOrEqualTo(Duration.ofMillis(75)))
        .last()
        .satisfies(p -> assertThat(p).isGreaterThanOrEqualTo(Duration.ofMillis(25)));
    assertThat(pauses).as("of random lengths").doesNotHaveDuplicates();
  }
}

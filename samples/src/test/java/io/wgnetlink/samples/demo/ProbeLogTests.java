package io.wgnetlink.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbeLogTests {
  private static final long MS = 1_000_000;

  /** Near the end of the range, as the clock may be: times wrap around in these tests. */
  private static final long START = Long.MAX_VALUE - 500 * MS;

  private static long at(long ms) {
    return START + ms * MS;
  }

  private final ProbeLog log = new ProbeLog();

  /** Sends probes every 10 ms, the first one at a millisecond, and has them answered or not. */
  private void send(long fromMs, long toMs, boolean answered) {
    for (long ms = fromMs; ms < toMs; ms += 10) {
      int sequence = log.sent(at(ms));
      if (answered) {
        log.answered(sequence, at(ms + 3));
      }
    }
  }

  @Test
  void shouldCountWhatWasNotAnsweredInTime() {
    send(0, 1000, true);
    send(1000, 1500, false);
    assertThat(log.sent()).isEqualTo(150);
    assertThat(log.lost(START, at(10_000))).isEqualTo(50);
    assertThat(log.lost(at(1400), at(10_000))).isEqualTo(10);
    assertThat(log.lostAfter(at(1400), at(10_000)))
        .hasSize(10)
        .startsWith(Duration.ZERO)
        .endsWith(Duration.ofMillis(90));
  }

  @Test
  void shouldNotCallAProbeLostThatCanStillBeAnswered() {
    send(0, 100, false);
    assertThat(log.lost(START, at(2_000))).isZero();
    assertThat(log.lost(START, at(2_041))).isEqualTo(5);
  }

  @Test
  void shouldCallAProbeLostThatIsAnsweredTooLate() {
    int late = log.sent(START);
    log.answered(late, at(10_001));
    int onTime = log.sent(START);
    assertThat(log.lost(START, at(2_001))).isEqualTo(2);
    log.answered(onTime, at(10_000));
    assertThat(log.lost(START, at(10_001))).isEqualTo(1);
    assertThat(log.answered(START)).isEqualTo(1);
  }

  @Test
  void shouldIgnoreAnswersToNothing() {
    send(0, 10, false);
    log.answered(-1, START);
    log.answered(1, START);
    assertThat(log.answered(START)).isZero();
  }

  @Test
  void shouldMeasureAnOutageBetweenAnsweredProbes() {
    send(0, 1000, true);
    send(1000, 3000, false);
    send(3000, 5000, true);
    assertThat(outage(1000, 4000)).isEqualTo(Duration.ofMillis(2010));
  }

  @Test
  void shouldSeeTheIntervalOfTheProbesWhenNothingIsLost() {
    send(0, 5000, true);
    assertThat(outage(1000, 4000)).isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void shouldCountAnOutageThatDoesNotEndUpToTheEndOfThePhase() {
    send(0, 1000, true);
    send(1000, 6000, false);
    assertThat(outage(1000, 4000)).isEqualTo(Duration.ofMillis(3010));
    send(6000, 7000, true);
    assertThat(outage(1000, 4000)).isEqualTo(Duration.ofMillis(3010));
  }

  @Test
  void shouldCountThePhaseWhenNothingWasEverAnswered() {
    assertThat(outage(1000, 4000)).isEqualTo(Duration.ofSeconds(3));
    send(1000, 4000, false);
    assertThat(outage(1000, 4000)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldTakeTheLongestOfSeveralOutages() {
    send(0, 1000, true);
    send(1000, 1100, false);
    send(1100, 2000, true);
    send(2000, 2500, false);
    send(2500, 3000, true);
    send(3000, 9000, false);
    assertThat(outage(1000, 3000)).isEqualTo(Duration.ofMillis(510));
  }

  @Test
  void shouldGrow() {
    send(0, 100_000, true);
    assertThat(log.sent()).isEqualTo(10_000);
    assertThat(log.answered(START)).isEqualTo(10_000);
  }

  private Duration outage(long fromMs, long toMs) {
    return log.outage(at(fromMs), at(toMs));
  }
}

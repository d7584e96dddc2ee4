package io.wgnetlink.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.samples.demo.TrafficPath.Hub;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuredTests {
  static final TrafficPath BY_A = new TrafficPath(Hub.A, Hub.A);
  static final TrafficPath BY_B = new TrafficPath(Hub.B, Hub.B);

  private static final Promise PROMISE =
      new Promise(Optional.of(Duration.ofSeconds(5)), Duration.ofSeconds(9), false);

  private Optional<Duration> verdict = Optional.of(Duration.ofMillis(4_999));
  private Duration outage = Duration.ofMillis(8_999);
  private int returnLost;
  private TrafficPath before = BY_B;
  private TrafficPath during = BY_A;
  private TrafficPath after = BY_B;
  private Optional<Flapping> flapping = Optional.empty();

  private boolean keeps(Promise promise) {
    return new Measured(9000, 3200, verdict, outage, returnLost, before, during, after, flapping)
        .keeps(promise);
  }

  static Flapping flapping(int cuts, int moves, int mostInAMinute, long... holdUpSeconds) {
    return new Flapping(
        cuts,
        Arrays.stream(holdUpSeconds).mapToObj(Duration::ofSeconds).toList(),
        moves,
        mostInAMinute);
  }

  @Test
  void shouldKeepAPromiseBelowItsBounds() {
    assertThat(keeps(PROMISE)).isTrue();
  }

  @Test
  void shouldNotKeepItWithAnOutageThatIsTooLong() {
    outage = Duration.ofSeconds(9);
    assertThat(keeps(PROMISE)).isFalse();
  }

  @Test
  void shouldNotKeepItWithALateVerdictOrNone() {
    verdict = Optional.of(Duration.ofSeconds(5));
    assertThat(keeps(PROMISE)).isFalse();
    verdict = Optional.empty();
    assertThat(keeps(PROMISE)).isFalse();
    assertThat(keeps(new Promise(Optional.empty(), Duration.ofSeconds(9), false)))
        .isTrue();
  }

  @Test
  void shouldAllowLossOnTheReturnOnlyWhereThatIsSaid() {
    returnLost = 1;
    assertThat(keeps(PROMISE)).isFalse();
    assertThat(keeps(new Promise(PROMISE.verdict(), PROMISE.outage(), true))).isTrue();
  }

  @Test
  void shouldNeedTheWholeStory() {
    before = BY_A;
    assertThat(keeps(PROMISE)).isFalse();
    before = BY_B;
    during = TrafficPath.NONE;
    assertThat(keeps(PROMISE)).isFalse();
    during = new TrafficPath(Hub.A, Hub.B);
    assertThat(keeps(PROMISE)).isFalse();
    during = BY_A;
    after = BY_A;
    assertThat(keeps(PROMISE)).isFalse();
  }

  @Test
  void shouldNeedAPathThatFlapsToBeDamped() {
    flapping = Optional.of(flapping(3, 6, 4, 10, 14, 19));
    assertThat(keeps(PROMISE)).isTrue();
    flapping = Optional.of(flapping(3, 6, 4, 10, 14, 14));
    assertThat(keeps(PROMISE)).isFalse();
    flapping = Optional.of(flapping(3, 6, 4, 10, 14));
    assertThat(keeps(PROMISE)).isFalse();
    flapping = Optional.of(flapping(3, 7, 6, 10, 14, 19));
    assertThat(keeps(PROMISE)).isTrue();
    flapping = Optional.of(flapping(3, 7, 7, 10, 14, 19));
    assertThat(keeps(PROMISE)).isFalse();
  }
}

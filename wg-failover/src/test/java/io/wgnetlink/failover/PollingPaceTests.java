package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.PollingPace;
import io.wgnetlink.net.InterfaceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a controller says of how often it reads. */
class PollingPaceTests {
  private static final InterfaceName DIRECT = InterfaceName.of("wgB");

  private final Scenery s = Scenery.routes();
  private final List<PollingPace> told = new ArrayList<>();
  private int readings;

  private FailoverController started() {
    FailoverController controller = s.builder(FailoverConfiguration.of(s.group).build())
        .executor(Runnable::run)
        .listener(new FailoverListener() {
          @Override
          public void happened(FailoverEvent event) {
            if (event instanceof PollingPace pace && pace.device().equals(DIRECT)) {
              told.add(pace);
            }
          }
        })
        .build();
    controller.start();
    s.time.pass(20 * SECOND);
    return controller;
  }

  /** Each reading of an interface takes this long. */
  private void cost(long nanos) {
    s.kernel.onRead = () -> {
      readings++;
      s.time.pass(nanos);
    };
  }

  @Test
  void shouldSayThatItReadsMoreSeldomAndWhenThatIsOver() {
    try (FailoverController controller = started()) {
      cost(30 * MILLIS);
      s.time.pass(60 * SECOND);
      assertThat(told).singleElement().satisfies(pace -> {
        assertThat(pace.isSlowed()).isTrue();
        assertThat(pace.wanted()).isEqualTo(Duration.ofSeconds(1));
        assertThat(pace.actual()).isEqualTo(Duration.ofMillis(1500));
        assertThat(pace.toString()).contains("wgB is read each 1500 ms", "30000 us");
      });
      readings = 0;
      s.time.pass(60 * SECOND);
      assertThat(readings).as("of both interfaces, and what others read").isBetween(75, 90);

      cost(MILLIS);
      s.time.pass(20 * SECOND);
      assertThat(told).hasSize(2).last().asString().isEqualTo("wgB is read each 1000 ms again");
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  /** Of a reading that waited once nothing follows for the next. */
  @Test
  void shouldSayNothingOfASingleReadingThatTookLong() {
    try (FailoverController controller = started()) {
      s.kernel.onRead = () -> {
        s.kernel.onRead = () -> {};
        s.time.pass(400 * MILLIS);
      };
      s.time.pass(20 * SECOND);
      assertThat(told).isEmpty();
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("direct");
    }
  }

  /** What is cheap each second can be dear each 250 ms, as while something is suspect. */
  @Test
  void shouldSayThatASuspectIsNotReadAsFastAsItShouldBe() {
    try (FailoverController controller = started()) {
      cost(10 * MILLIS);
      s.time.pass(20 * SECOND);
      assertThat(told).isEmpty();
      s.direct.cut();
      s.time.pass(30 * SECOND);

      assertThat(told).isNotEmpty();
      assertThat(told.get(0).wanted()).isEqualTo(Duration.ofMillis(250));
      assertThat(told.get(0).actual()).isEqualTo(Duration.ofMillis(500));
      assertThat(controller.status().carriers().get("hub-b").name()).isEqualTo("permanent");
    }
  }
}

package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Disagreement;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Warning;
import io.wgnetlink.failover.model.Warning.Kind;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found at the start, and by counters, and only told. */
class TrapTests {
  private static List<Warning> warnings(Scenery s) {
    try (FailoverController controller = s.controller()) {
      return controller.warnings();
    }
  }

  /** The larger of both values counts; 2 is enough where there is an address (T20). */
  @ParameterizedTest
  @CsvSource({
    "0, 0, true, 0",
    "0, 0, false, 0",
    "2, 0, true, 0",
    "0, 2, true, 0",
    "1, 2, true, 0",
    "1, 0, true, 1",
    "0, 1, true, 1",
    "1, 0, false, 1",
    "2, 0, false, 1",
    "0, 2, false, 1"
  })
  void shouldWarnOfAFilterThatDropsWhatComesBackByAnotherPath(
      int all, int own, boolean address, int warnings) {
    Scenery s = Scenery.routes();
    s.kernel.settings.put("net.ipv4.conf.all.rp_filter", all);
    s.kernel.settings.put("net.ipv4.conf.wgB.rp_filter", own);
    // So that only wgB is looked at.
    s.kernel.settings.put("net.ipv4.conf.wgA.rp_filter", 2);
    if (!address) {
      s.kernel.removeAddress("wgB", "172.29.1.16/32");
    }

    assertThat(warnings(s))
        .filteredOn(w -> w.kind() == Kind.STRICT_REVERSE_PATH && w.message().contains("wgB"))
        .hasSize(warnings)
        .allMatch(w -> w.message()
            .contains(
                Math.max(all, own) == 1
                    ? "net.ipv4.conf.wgB.rp_filter=2"
                    : "Give wgB an IPv4 address"));
  }

  @Test
  void shouldWarnOfAnInterfaceWithoutAnAddressOfTheFamily() {
    Scenery s = Scenery.routes();
    assertThat(warnings(s)).isEmpty();
    s.kernel.removeAddress("wgB", "fd00:1::16/128");

    assertThat(warnings(s)).singleElement().satisfies(warning -> {
      assertThat(warning.kind()).isEqualTo(Kind.NO_ADDRESS);
      assertThat(warning.message()).contains("wgB has no IPV6 address").contains("Give it");
    });
  }

  @Test
  void shouldNotLookAtFamiliesThatAreNotMoved() {
    Scenery s = Scenery.routes();
    s.kernel.settings.put("net.ipv4.conf.all.rp_filter", 1);
    s.kernel.removeAddress("wgB", "172.29.1.16/32");
    Group group = new Group("v6", Set.of(IpPrefix.parse("fd00::1:0/112")), s.group.paths());
    try (FailoverController controller =
        s.controller(FailoverConfiguration.of(group).build())) {
      assertThat(controller.warnings()).isEmpty();
    }
  }

  @Test
  void shouldNotWarnInAllowedIpsModeOfWhatDoesNotMatterThere() {
    Scenery s = Scenery.allowedIps();
    s.kernel.settings.put("net.ipv4.conf.all.rp_filter", 1);
    assertThat(warnings(s)).isEmpty();
  }

  @Test
  void shouldTellOnceThatTheEndsDisagree() {
    Scenery s = Scenery.allowedIps();
    try (FailoverController controller = s.controller()) {
      controller.start();
      reject(s, 0, 20, 20 * SECOND);
      assertThat(s.disagreements).singleElement().satisfies(found -> {
        assertThat(found.device()).isEqualTo(InterfaceName.of("wg0"));
        assertThat(found.packets()).isPositive();
        assertThat(found.toString()).contains("wg0 has dropped").contains("both ends");
      });

      s.time.pass(20 * SECOND);
      reject(s, 1000, 20, 10 * SECOND);
      assertThat(s.disagreements).extracting(Disagreement::device).hasSize(2);
      assertThat(controller.warnings()).isEmpty();
    }
  }

  /** One end is always the first: 233 packets in a second were measured. */
  @Test
  void shouldNotTellOfASwitchOfBothEnds() {
    Scenery s = Scenery.allowedIps();
    try (FailoverController controller = s.controller()) {
      controller.start();
      for (int i = 1; i <= 5; i++) {
        reject(s, 300L * i, 250, 1500 * MILLIS);
        s.time.pass(30 * SECOND);
      }
      assertThat(s.disagreements).isEmpty();
      assertThat(controller.status().tunnels()).hasSize(2);
    }
  }

  /** Packets are dropped, evenly over a time. */
  private static void reject(Scenery s, long from, int packets, long duration) {
    for (int i = 1; i <= packets; i++) {
      s.kernel.rejected("wg0", from + i);
      s.time.pass(duration / packets);
    }
  }
}

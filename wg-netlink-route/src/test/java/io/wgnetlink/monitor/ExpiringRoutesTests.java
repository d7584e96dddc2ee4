package io.wgnetlink.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpiringRoutesTests {
  private static final Route LASTING =
      Route.builder(IpPrefix.parse("::/0")).oif(4).metric(1024).build();

  private final MirroredRoutes mirrored = new MirroredRoutes(new Doubts());
  private final List<RouteEvent> told = new ArrayList<>();

  private static Route expiring(int seconds) {
    return LASTING.toBuilder().expires(Duration.ofSeconds(seconds)).build();
  }

  @Test
  void shouldNotTakeTimeThatPassesForAChange() {
    mirrored.read(AddressFamily.IPV6, List.of(expiring(1800)), told::add);
    told.clear();

    mirrored.read(AddressFamily.IPV6, List.of(expiring(1700)), told::add);
    mirrored.changed(new RouteEvent.RouteChanged(expiring(1600), true), told::add);

    assertThat(told).isEmpty();
  }

  @Test
  void shouldTellThatARouteNoLongerExpires() {
    mirrored.read(AddressFamily.IPV6, List.of(expiring(1800)), told::add);
    told.clear();

    mirrored.read(AddressFamily.IPV6, List.of(LASTING), told::add);
    assertThat(told).containsExactly(new RouteEvent.RouteChanged(LASTING, true));
    mirrored.read(AddressFamily.IPV6, List.of(expiring(5)), told::add);
    assertThat(told).hasSize(2);
    assertThat(mirrored.all().get(0).expires()).isEqualTo(Optional.of(Duration.ofSeconds(5)));
  }
}

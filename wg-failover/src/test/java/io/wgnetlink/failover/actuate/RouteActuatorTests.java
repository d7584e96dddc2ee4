package io.wgnetlink.failover.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.simulation.FakeKernel;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.Route;
import io.wgnetlink.wireguard.PublicKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three paths, each with an interface; two prefixes, of which the IPv4 one is moved first. */
class RouteActuatorTests {
  private static final String FIRST = "172.29.0.16/28";
  private static final String LAST = "fd00::1:0/112";
  private static final Ownership OWNERSHIP = new Ownership(0x57, Route.TABLE_MAIN, 57);

  private final FakeKernel kernel = new FakeKernel();
  private final RouteActuator actuator = new RouteActuator(kernel, kernel, OWNERSHIP);
  private final Path direct = path("direct", "wgB", 2);
  private final Path second = path("second", "wgC", 3);
  private final Path permanent = path("permanent", "wgA", 1);
  private final Group group = new Group(
      "hub-b",
      Set.of(IpPrefix.parse(FIRST), IpPrefix.parse(LAST)),
      List.of(direct, second, permanent));

  private static Path path(String name, String device, int key) {
    return Path.of(name, new Tunnel(InterfaceName.of(device), key(key)));
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return PublicKey.of(bytes);
  }

  @BeforeEach
  void build() {
    for (Path path : group.paths()) {
      String device = path.tunnel().device().value();
      kernel.device(device).peer(device, path.tunnel().peer(), null, FIRST, LAST);
    }
    kernel.route("172.29.0.0/24", "wgA").route("fd00::/64", "wgA");
  }

  @Test
  void shouldMoveBetweenPathsAndBack() {
    String before = kernel.picture();

    actuator.move(group, second);
    assertThat(actuator.carrier(group)).isEqualTo(second);
    actuator.move(group, direct);
    assertThat(actuator.carrier(group)).isEqualTo(direct);
    assertThat(kernel.routesTo(FIRST)).hasSize(1);
    assertThat(kernel.routesTo(LAST)).hasSize(1);
    actuator.move(group, permanent);

    assertThat(kernel.picture()).isEqualTo(before);
  }

  @Test
  void shouldPutBackWhatItReplacedWhenItMeetsAForeignRoute() {
    actuator.move(group, second);
    kernel.removeRoutes(LAST);
    kernel.route(LAST, "wgA", 57, Route.PROTOCOL_STATIC);
    String before = kernel.picture();

    assertThatThrownBy(() -> actuator.move(group, direct))
        .isInstanceOf(SwitchRefusedException.class)
        .hasMessageContaining("not the controller's");

    assertThat(kernel.writes).anyMatch(w -> w.startsWith("replace " + FIRST));
    assertThat(kernel.picture()).isEqualTo(before);
    assertThat(actuator.carrier(group)).isEqualTo(second);
  }

  @Test
  void shouldPutBackWhatItReplacedWhenTheKernelRefusesTheRest() {
    actuator.move(group, second);
    String before = kernel.picture();
    kernel.onWrite = change -> {
      if (change.startsWith("replace " + LAST)) {
        kernel.onWrite = w -> {};
        throw new NetlinkException(change, Errno.ENOBUFS, ExtendedAck.NONE, "");
      }
    };

    assertThatThrownBy(() -> actuator.move(group, direct)).isInstanceOf(NetlinkException.class);

    assertThat(kernel.picture()).isEqualTo(before);
  }

  @Test
  void shouldTakeBackASwitchThatReadsOtherwiseAfterwards() {
    actuator.move(group, second);
    String before = kernel.picture();
    kernel.onWrite = change -> {
      if (change.startsWith("replace " + LAST)) {
        kernel.onWrite = w -> {};
        kernel.removeRoutes(FIRST);
      }
    };

    assertThatThrownBy(() -> actuator.move(group, direct))
        .isInstanceOf(SwitchRefusedException.class)
        .hasMessageContaining("after the switch");

    assertThat(kernel.picture()).isEqualTo(before);
  }
}

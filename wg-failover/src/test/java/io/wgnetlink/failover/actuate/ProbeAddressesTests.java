package io.wgnetlink.failover.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.simulation.FakeKernel;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.Route;
import io.wgnetlink.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeAddressesTests {
  private static final PublicKey PEER = PublicKey.of(new byte[] {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    27, 28, 29, 30, 31, 32
  });
  private static final PublicKey OTHER_PEER = key(-2);
  private static final Tunnel TUNNEL = new Tunnel(InterfaceName.of("wg14"), PEER);
  private static final Ownership OWNERSHIP = new Ownership(0x57, Route.TABLE_MAIN, 57);

  private final FakeKernel kernel = new FakeKernel();

  private ProbeAddresses probes() {
    return new ProbeAddresses(
        kernel,
        kernel,
        OWNERSHIP,
        Set.of(IpPrefix.parse("fd00:1::16/128"), IpPrefix.parse("172.29.1.16/32")));
  }

  @Test
  void shouldMakeUpAnAddressForAPeerThatHasOnlyFloatingPrefixes() {
    kernel.device("wg14", "fd00::1:1/112", "172.29.0.17/28");
    kernel.peer("wg14", PEER, null, "fd00:1::16/128", "172.29.1.16/32");
    String before = kernel.picture();
    ProbeAddresses probes = probes();

    IpPrefix address = IpPrefix.host(probes.prepare(Path.of("direct", TUNNEL)));

    assertThat(IpPrefix.parse("100::/64").covers(address)).isTrue();
    assertThat(kernel.allowedIps("wg14", PEER)).contains(address).hasSize(3);
    assertThat(kernel.routesTo(address.toString()))
        .extracting(Route::protocol)
        .containsExactly(0x57);

    probes.release();
    assertThat(kernel.picture()).isEqualTo(before);
    assertThat(kernel.writes).anyMatch(w -> w.contains("removed=true"));
  }

  @Test
  void shouldMakeUpTheSameAddressEveryTime() {
    IpPrefix one = ProbeAddresses.madeUpFor(TUNNEL, AddressFamily.IPV6, 0);

    assertThat(ProbeAddresses.madeUpFor(
            new Tunnel(InterfaceName.of("wg14"), PEER), AddressFamily.IPV6, 0))
        .isEqualTo(one);
    assertThat(ProbeAddresses.madeUpFor(
            new Tunnel(InterfaceName.of("wg15"), PEER), AddressFamily.IPV6, 0))
        .isNotEqualTo(one);
  }

  @Test
  void shouldTakeOverWhatAKilledProcessLeft() {
    kernel.device("wg14", "fd00::1:1/112").peer("wg14", PEER, null, "fd00:1::16/128");
    String before = kernel.picture();
    probes().prepare(Path.of("direct", TUNNEL));

    ProbeAddresses next = probes();
    next.prepare(Path.of("direct", TUNNEL));
    next.release();

    assertThat(kernel.picture()).isEqualTo(before);
  }

  @Test
  void shouldMakeUpAnIpv4AddressWhereTheInterfaceHasNoIpv6() {
    kernel.device("wg14", "172.29.0.17/28").peer("wg14", PEER, null, "172.29.1.16/32");

    IpPrefix address = IpPrefix.host(probes().prepare(Path.of("direct", TUNNEL)));

    assertThat(IpPrefix.parse("198.18.0.0/15").covers(address)).isTrue();
  }

  @Test
  void shouldUseAPinnedAddressThatIsRoutedByTheInterface() {
    kernel
        .device("wg14", "fd00::1:1/112")
        .peer("wg14", PEER, null, "fd00:1::16/128", "fd00:2::16/128")
        .route("fd00:2::/64", "wg14");

    assertThat(probes().prepare(Path.of("direct", TUNNEL)))
        .isEqualTo(IpAddresses.parse("fd00:2::16"));
    assertThat(kernel.writes).isEmpty();
  }

  @Test
  void shouldNotRelyOnAPinnedAddressThatIsRoutedElsewhere() {
    kernel
        .device("wg14", "fd00::1:1/112")
        .device("wg15", "fd00::1:1/112")
        .peer("wg14", PEER, null, "fd00:2::16/128")
        .route("fd00:2::/64", "wg15");

    IpPrefix address = IpPrefix.host(probes().prepare(Path.of("direct", TUNNEL)));

    assertThat(IpPrefix.parse("100::/64").covers(address)).isTrue();
    assertThat(kernel.routesTo("fd00:2::16/128")).isEmpty();
  }

  @Test
  void shouldUseTheAddressThatIsConfigured() {
    kernel
        .device("wg14", "fd00::1:1/112")
        .peer("wg14", PEER, null, "fd00:2::/64")
        .route("fd00:2::/64", "wg14");

    assertThat(probes().prepare(Path.of("direct", TUNNEL).probedAt(IpAddresses.parse("fd00:2::1"))))
        .isEqualTo(IpAddresses.parse("fd00:2::1"));
    assertThat(kernel.writes).isEmpty();
  }

  @Test
  void shouldLeaveAForeignRouteToTheAddressAlone() {
    IpPrefix address = ProbeAddresses.madeUpFor(TUNNEL, AddressFamily.IPV6, 0);
    kernel
        .device("wg14", "fd00::1:1/112")
        .peer("wg14", PEER, null, "fd00:1::16/128")
        .route(address.toString(), "wg14", 57, Route.PROTOCOL_STATIC);
    ProbeAddresses probes = probes();

    assertThatThrownBy(() -> probes.prepare(Path.of("direct", TUNNEL)))
        .isInstanceOf(SwitchRefusedException.class);

    probes.release();
    assertThat(kernel.routesTo(address.toString())).hasSize(1);
    assertThat(kernel.allowedIps("wg14", PEER)).doesNotContain(address);
  }

  @ParameterizedTest
  @EnumSource(AddressFamily.class)
  void shouldNotTakeAnAddressFromAnotherPeer(AddressFamily family) {
    IpPrefix wanted = ProbeAddresses.madeUpFor(TUNNEL, family, 0);
    kernel
        .device("wg14", family == AddressFamily.IPV6 ? "fd00::1:1/112" : "172.29.0.17/28")
        .peer("wg14", OTHER_PEER, null, wanted.toString())
        .peer("wg14", PEER, null, "172.29.1.16/32");
    String before = kernel.picture();
    ProbeAddresses probes = probes();

    IpPrefix address = IpPrefix.host(probes.prepare(Path.of("direct", TUNNEL)));

    assertThat(address).isEqualTo(ProbeAddresses.madeUpFor(TUNNEL, family, 1));
    assertThat(kernel.allowedIps("wg14", OTHER_PEER)).containsExactly(wanted);
    assertThat(kernel.allowedIps("wg14", PEER)).contains(address);
    probes.release();
    assertThat(kernel.picture()).isEqualTo(before);
  }

  @Test
  void shouldNotMakeUpOneAddressForTwoTunnels() {
    IpPrefix wanted = ProbeAddresses.madeUpFor(TUNNEL, AddressFamily.IPV4, 0);
    Tunnel other = IntStream.iterate(0, n -> n + 1)
        .mapToObj(n -> new Tunnel(InterfaceName.of("wg15"), key(n)))
        .filter(t -> ProbeAddresses.madeUpFor(t, AddressFamily.IPV4, 0).equals(wanted))
        .findFirst()
        .orElseThrow();
    kernel
        .device("wg14", "172.29.0.17/28")
        .device("wg15", "172.29.0.17/28")
        .peer("wg14", PEER, null)
        .peer("wg15", other.peer(), null);
    ProbeAddresses probes = probes();

    IpPrefix one = IpPrefix.host(probes.prepare(Path.of("direct", TUNNEL)));
    IpPrefix two = IpPrefix.host(probes.prepare(Path.of("permanent", other)));

    assertThat(one).isEqualTo(wanted);
    assertThat(two).isNotEqualTo(wanted);
    assertThat(IpPrefix.host(probes.prepare(Path.of("permanent", other)))).isEqualTo(two);
    assertThat(kernel.routesTo(wanted.toString())).hasSize(1);
    assertThat(kernel.routesTo(two.toString())).hasSize(1);
  }

  @Test
  void shouldLeaveToAnotherPeerWhatWasMovedToIt() {
    kernel.device("wg14", "fd00::1:1/112").peer("wg14", PEER, null).peer("wg14", OTHER_PEER, null);
    ProbeAddresses probes = probes();
    IpPrefix address = IpPrefix.host(probes.prepare(Path.of("direct", TUNNEL)));
    kernel.allowedIps("wg14", PEER).remove(address);
    kernel.allowedIps("wg14", OTHER_PEER).add(address);

    probes.release();

    assertThat(kernel.allowedIps("wg14", OTHER_PEER)).containsExactly(address);
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(number + 1).array());
  }
}

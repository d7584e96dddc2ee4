package io.wgnetlink.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinkValueTests {
  @Test
  void shouldKeepTheBitsOfTheHost() {
    InterfaceAddress address = InterfaceAddress.parse("172.29.1.16/24");
    assertThat(address).hasToString("172.29.1.16/24");
    assertThat(address.prefix()).isEqualTo(IpPrefix.parse("172.29.1.0/24"));
    assertThat(InterfaceAddress.parse("fd00::1")).hasToString("fd00::1/128");
  }

  @Test
  void shouldRefuseWhatIsNoAddressOfALink() {
    for (String text : new String[] {"", "/", "10.0.0.1/33", "10.0.0.1/", "fd00::/129", "eth0"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> InterfaceAddress.parse(text));
    }
  }

  @Test
  void shouldRefuseWhatNoAddressCanHave() {
    InterfaceAddress.Builder address = InterfaceAddress.parse("10.0.0.1/24").toBuilder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> address.peer(IpAddresses.parse("fd00::1")).build())
        .withMessage("the peer fd00::1 is not IPV4");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            InterfaceAddress.parse("10.0.0.1/24").toBuilder().protocol(256).build())
        .withMessage("address protocol 256 is not in 0 to 255");
    for (Duration lifetime :
        List.of(Duration.ofSeconds(-1), InterfaceAddress.MAX_LIFETIME.plusSeconds(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> InterfaceAddress.parse("10.0.0.1/24").toBuilder()
              .lifetimes(lifetime, Duration.ofHours(1))
              .build())
          .withMessageContaining("is not in 0 to 4294967294 seconds");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressFilter.all().withLink(0))
        .withMessage("link index 0 is not positive");
    assertThatIllegalArgumentException().isThrownBy(() -> new AddressScope(256));
  }

  @Test
  void shouldLeavePartsOfASecondOut() {
    InterfaceAddress address = InterfaceAddress.parse("10.0.0.1/24").toBuilder()
        .lifetimes(Duration.ofMillis(2900), Duration.ofMillis(1900))
        .build();
    assertThat(address.validLifetime()).contains(Duration.ofSeconds(2));
    assertThat(address.preferredLifetime()).contains(Duration.ofSeconds(1));
  }

  @Test
  void shouldKnowTheScopeThatAnAddressUsuallyHas() {
    assertThat(Stream.of(
                "127.0.0.1",
                "169.254.0.1",
                "::1",
                "fe80::1",
                "fec0::1",
                "fd00::1",
                "ff01::7",
                "ff02::7",
                "ff05::7",
                "ff0e::7")
            .map(text -> AddressScope.usual(IpAddresses.parse(text)).toString()))
        .containsExactly(
            "host", "global", "host", "link", "site", "global", "host", "link", "site", "global");
    assertThat(new AddressScope(123)).hasToString("123");
  }

  @Test
  void shouldTakeTheNetworkOfThePeer() {
    assertThat(InterfaceAddress.parse("10.0.0.1/24").toBuilder()
            .peer(IpAddresses.parse("10.9.0.2"))
            .build()
            .prefix())
        .isEqualTo(IpPrefix.parse("10.9.0.0/24"));
  }

  @Test
  void shouldRefuseWhatIsNoHardwareAddress() {
    for (String text : new String[] {"", "02:00", "02:00:00:00:00:0g", "020000000001"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MacAddress.parse(text))
          .withMessageContaining("'" + text + "'");
    }
  }

  @Test
  void shouldPutOnlyAPeerIntoAnotherNamespace() {
    try (NetworkNamespace here = NetworkNamespace.current()) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> LinkSpec.dummy(InterfaceName.of("dummy0")).withPeerNamespace(here))
          .withMessageContaining("dummy");
    }
  }

  @Test
  void shouldNameSettingsAsSysctlDoes() {
    assertThat(IpSetting.ofAll(Ipv4Switch.SRC_VMARK))
        .hasToString("net.ipv4.conf.all.src_valid_mark");
    assertThat(IpSetting.ofNewLinks(Ipv6Switch.DISABLE_IPV6))
        .hasToString("net.ipv6.conf.default.disable_ipv6");
    assertThat(IpSetting.ofLink(InterfaceName.of("eth0.7"), Ipv4Switch.NOPOLICY))
        .hasToString("net.ipv4.conf.eth0/7.disable_policy");
  }

  @Test
  void shouldNotTakeAllLinksForALinkOfThatName() {
    for (String name : List.of("all", "default")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IpSetting.ofLink(InterfaceName.of(name), Ipv6Switch.FORWARDING))
          .withMessage("no link has the name " + name);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IpSetting(
            Ipv6Switch.FORWARDING, IpSetting.Scope.ALL, Optional.of(InterfaceName.of("eth0"))));
  }
}

package io.wgnetlink.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetworkNamespace;
import java.io.UncheckedIOException;
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
  void shouldSayHowAnIpv6SettingCanBeMadeWhenItCannotHere() {
    try (NetworkNamespace here = NetworkNamespace.current()) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> Ipv6Switch.FORWARDING.set(here, InterfaceName.of("no.such"), 1))
          .withMessageContaining("--sysctl net.ipv6.conf.no/such.forwarding=1");
    }
  }
}

package io.wgnetlink.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet4Address;
import java.net.Inet6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressesTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "10.1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "010.1.1.1",
        "1.2.3.04",
        "1.2.3.256",
        "1.2.3.1000",
        "0x1.2.3.4",
        "1.2.3.4 ",
        " 1.2.3.4",
        "+1.2.3.4",
        "localhost",
        "1.2.3.\u0664",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        "1:",
        "1::2:",
        ":1",
        ":1:2:3:4:5:6:7",
        "12345::",
        "g::",
        "::1%1",
        "fe80::1%lo",
        "[::1]",
        "::1.2.3",
        "::1.2.3.4.5",
        "::1.2.3.04",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4::",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "::\u0661",
        "::/0",
        "-1::"
      })
  void shouldRefuseWhatIsNoStrictLiteral(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> IpAddresses.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "FD00::ABCD, fd00::abcd",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "0:0:1:0:0:0:0:0, 0:0:1::",
    "1:0:0:2:0:0:3:4, 1::2:0:0:3:4",
    "::ffff:127.0.0.1, ::ffff:127.0.0.1",
    "::ffff:7f00:1, ::ffff:127.0.0.1",
    "::1.2.3.4, ::1.2.3.4",
    "::1:2, ::0.1.0.2",
    "::ffff, ::ffff",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304"
  })
  void shouldPrintAsInetNtop(String literal, String printed) {
    assertThat(IpAddresses.format(IpAddresses.parse(literal))).isEqualTo(printed);
  }

  @Test
  void shouldKeepV4MappedAddressAsIpv6() {
    assertThat(IpAddresses.parse("::ffff:192.0.2.1"))
        .isInstanceOf(Inet6Address.class)
        .isNotEqualTo(IpAddresses.parse("192.0.2.1"));
    assertThat(IpAddresses.parse("192.0.2.1")).isInstanceOf(Inet4Address.class);
  }

  @Test
  void shouldRefuseBytesOfAnotherLength() {
    assertThatIllegalArgumentException().isThrownBy(() -> IpAddresses.of(new byte[5]));
  }
}

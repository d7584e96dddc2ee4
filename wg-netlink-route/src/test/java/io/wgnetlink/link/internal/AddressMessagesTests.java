package io.wgnetlink.link.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressMessagesTests {
  private static InterfaceAddress decode(String hex) {
    return AddressMessages.decode(Capture.reader(HexFormat.of().parseHex(hex)));
  }

  @Test
  void shouldAddAnIpv4AddressAsIpDoes() {
    assertThat(Capture.change(AddressMessages.add(4, InterfaceAddress.parse("172.29.1.16/24"))))
        .isEqualTo(Capture.of("address-add-4").sent());
  }

  @Test
  void shouldAddAnIpv6AddressWithoutDetectionAsIpDoes() {
    InterfaceAddress address = InterfaceAddress.parse("fd00:1::16/128").withoutDad();
    assertThat(Capture.change(AddressMessages.add(4, address)))
        .isEqualTo(Capture.of("address-add-6").sent());
  }

  @Test
  void shouldDeleteAsIpDoes() {
    assertThat(Capture.change(AddressMessages.delete(4, InterfaceAddress.parse("172.29.1.16/24"))))
        .isEqualTo(Capture.of("address-del-4").sent());
  }

  @Test
  void shouldWriteAgainWhatItReadInRequests() {
    for (String name : List.of("address-add-4", "address-add-6")) {
      byte[] sent = Capture.of(name).sent();
      InterfaceAddress read = AddressMessages.decode(Capture.reader(sent));
      assertThat(Capture.change(AddressMessages.add(4, read))).isEqualTo(sent);
    }
  }

  @Test
  void shouldReadADump() {
    List<InterfaceAddress> addresses = Capture.of("address-dump").received().stream()
        .map(Capture::reader)
        .filter(AddressMessages::isAddress)
        .map(AddressMessages::decode)
        .toList();

    assertThat(addresses).hasSize(3);
    assertThat(addresses.get(0)).hasToString("172.29.1.16/24");
    assertThat(addresses.get(0).flags()).containsExactly(AddressFlag.PERMANENT);
    assertThat(addresses.get(1)).hasToString("fd00:1::16/128");
    assertThat(addresses.get(1).flags())
        .containsExactlyInAnyOrder(AddressFlag.PERMANENT, AddressFlag.NODAD);
    assertThat(addresses.get(2).toString()).startsWith("fe80::").endsWith("/64");
    assertThat(addresses.get(2).isUsable()).isFalse();
  }

  @Test
  void shouldReadTheOtherEndOfAPointToPointLink() {
    InterfaceAddress address = decode("28000000" + "14000000" + "00000000" + "00000000"
        + "02200000" + "04000000"
        + "08000200" + "0a000001" // IFA_LOCAL
        + "08000100" + "0a000002"); // IFA_ADDRESS

    assertThat(address).hasToString("10.0.0.1/32");
    assertThat(address.peer()).contains(IpAddresses.parse("10.0.0.2"));
  }

  @Test
  void shouldRefuseWhatIsNoAddress() {
    assertThatExceptionOfType(MalformedMessageException.class)
        .as("no attribute")
        .isThrownBy(() ->
            decode("18000000" + "14000000" + "00000000" + "00000000" + "02200000" + "04000000"));
    assertThatExceptionOfType(MalformedMessageException.class)
        .as("prefix of 33 bits")
        .isThrownBy(() -> decode("20000000" + "14000000" + "00000000" + "00000000" + "02210000"
            + "04000000" + "08000100" + "0a000002"));
    assertThatExceptionOfType(MalformedMessageException.class)
        .as("IPv6 address of 4 bytes")
        .isThrownBy(() -> decode("20000000" + "14000000" + "00000000" + "00000000" + "0a200000"
            + "04000000" + "08000100" + "0a000002"));
  }

  @Test
  void shouldSayWhatIsAsked() {
    InterfaceAddress address = InterfaceAddress.parse("fd00:1::16");
    assertThat(AddressMessages.add(4, address).operation())
        .isEqualTo("add address fd00:1::16/128 to link 4");
    assertThat(AddressMessages.delete(4, address).operation())
        .isEqualTo("delete address fd00:1::16/128 of link 4");
  }
}

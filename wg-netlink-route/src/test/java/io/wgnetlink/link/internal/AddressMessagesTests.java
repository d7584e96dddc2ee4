package io.wgnetlink.link.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.link.AddressFilter;
import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.AddressScope;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressMessagesTests {
  private static final InterfaceAddress V4 = InterfaceAddress.builder(
          IpAddresses.parse("10.9.0.1"), 24)
      .peer(IpAddresses.parse("10.9.0.2"))
      .broadcast(IpAddresses.parse("10.9.0.255"))
      .scope(AddressScope.LINK)
      .label("v0:x")
      .lifetimes(Duration.ofHours(2), Duration.ofHours(1))
      .flag(AddressFlag.NOPREFIXROUTE)
      .metric(77)
      .build();

  private static final InterfaceAddress V6 = InterfaceAddress.builder(
          IpAddresses.parse("fd00:9::1"), 64)
      .peer(IpAddresses.parse("fd00:9::2"))
      .flag(AddressFlag.HOMEADDRESS)
      .flag(AddressFlag.NODAD)
      .flag(AddressFlag.MANAGETEMPADDR)
      .lifetimes(Duration.ofHours(2), Duration.ofHours(1))
      .metric(77)
      .build();

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
  void shouldAddWithEveryPartAsIpDoes() {
    assertThat(Capture.change(AddressMessages.add(5, V4)))
        .isEqualTo(Capture.of("address-add-4-all").sent());
  }

  @Test
  void shouldReplaceWithEveryPartAsIpDoes() {
    assertThat(Capture.change(AddressMessages.replace(5, V6)))
        .isEqualTo(Capture.of("address-replace-6-all").sent());
  }

  @Test
  void shouldDeleteByPeerAndLabelAsIpDoes() {
    assertThat(Capture.change(AddressMessages.delete(5, V4)))
        .isEqualTo(Capture.of("address-del-label").sent());
  }

  @Test
  void shouldDeleteTheTemporaryAddressesAlong() {
    assertThat(HexFormat.of().formatHex(Capture.change(AddressMessages.delete(5, V6))))
        .endsWith("0800080000010000"); // IFA_FLAGS: IFA_F_MANAGETEMPADDR
  }

  @Test
  void shouldAskForOneIpv6Address() {
    assertThat(HexFormat.of()
            .formatHex(Capture.question(AddressMessages.get(5, IpAddresses.parse("fd00:9::1")))))
        .isEqualTo("2c000000" + "16000100" + "00000000" + "00000000"
            + "0a000000" + "05000000"
            + "14000200" + "fd000009000000000000000000000001"); // IFA_LOCAL
  }

  @Test
  void shouldLetTheKernelFilter() {
    AddressFilter filter = AddressFilter.all().withFamily(AddressFamily.IPV6).withLink(5);
    assertThat(HexFormat.of().formatHex(Capture.question(AddressMessages.dump(filter))))
        .isEqualTo("18000000" + "16000100" + "00000000" + "00000000" + "0a000000" + "05000000");
  }

  @Test
  void shouldReadEveryPart() {
    List<InterfaceAddress> addresses = Capture.of("address-dump-all").received().stream()
        .map(Capture::reader)
        .map(AddressMessages::decode)
        .toList();
    InterfaceAddress linkLocal = addresses.get(2);

    assertThat(addresses).hasSize(3).startsWith(V4, V6);
    assertThat(linkLocal.protocol()).isEqualTo(3);
    assertThat(linkLocal.scope()).isEqualTo(AddressScope.LINK);
    assertThat(linkLocal.validLifetime()).isEmpty();
    assertThat(linkLocal.preferredLifetime()).isEmpty();
    assertThat(linkLocal.flags())
        .containsExactlyInAnyOrder(AddressFlag.PERMANENT, AddressFlag.TENTATIVE);
  }

  @Test
  void shouldKeepAttributesAndFlagsWithoutAName() {
    InterfaceAddress address = decode("44000000" + "14000000" + "00000000" + "00000000"
        + "02200000" + "04000000"
        + "08000200" + "0a000001" // IFA_LOCAL
        + "08000500" + "0a0000ff" // IFA_ANYCAST
        + "0c00ff0f" + "0102030405060708" // 4095
        + "08000800" + "00000180" // IFA_FLAGS
        + "05000300" + "ff000000"); // IFA_LABEL, no UTF-8

    assertThat(address.flags()).isEmpty();
    assertThat(address.label()).isEmpty();
    assertThat(address.otherAttributes()).hasSize(3);
    InterfaceAddress changed = address.toBuilder().metric(7).build();
    assertThat(HexFormat.of().formatHex(Capture.change(AddressMessages.replace(4, changed))))
        .contains("0800080000000180")
        .contains("080005000a0000ff" + "0c00ff0f0102030405060708" + "05000300ff000000");
  }

  @Test
  void shouldRefuseLifetimesThatAreTooShort() {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> decode("2c000000" + "14000000" + "00000000" + "00000000"
            + "02200000" + "04000000" + "08000200" + "0a000001"
            + "0c000600" + "ffffffff" + "ffffffff"))
        .withMessageContaining("IFA_CACHEINFO of 8 bytes");
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
    assertThat(AddressMessages.replace(4, address).operation())
        .isEqualTo("replace address fd00:1::16/128 of link 4");
    assertThat(AddressMessages.get(4, address.address()).operation())
        .isEqualTo("read address fd00:1::16 of link 4");
    assertThat(AddressMessages.dump(AddressFilter.all()).operation()).isEqualTo("list addresses");
    assertThat(AddressMessages.dump(
                AddressFilter.all().withFamily(AddressFamily.IPV4).withLink(4))
            .operation())
        .isEqualTo("list addresses all IPV4 dev 4");
  }
}

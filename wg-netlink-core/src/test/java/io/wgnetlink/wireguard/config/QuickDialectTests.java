package io.wgnetlink.wireguard.config;

import static io.wgnetlink.wireguard.config.Samples.A;
import static io.wgnetlink.wireguard.config.Samples.parse;
import static io.wgnetlink.wireguard.config.Samples.parseQuick;
import static io.wgnetlink.wireguard.config.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuickDialectTests {
  private static final String ALL = """
      [Interface]
      Address = 10.0.0.1/24, fd00::1/64
      Address = 10.0.1.1
      DNS = 10.0.0.53, lan.example fd00::53
      MTU = 1420 # as the uplink
      Table = 1234
      SaveConfig = True
      PreUp = echo '#' > /tmp/x # all of this
      PostUp = iptables -A FORWARD -i %i -j ACCEPT; true
      PostUp =   second
      PreDown = a = b
      PostDown =
      ListenPort = 51820
      """;

  @Test
  void shouldReadEverything() {
    QuickSettings expected = QuickSettings.builder()
        .address(new AssignedAddress(IpAddresses.parse("10.0.0.1"), 24))
        .address(new AssignedAddress(IpAddresses.parse("fd00::1"), 64))
        .address(AssignedAddress.of(IpAddresses.parse("10.0.1.1")))
        .dnsServer(IpAddresses.parse("10.0.0.53"))
        .dnsServer(IpAddresses.parse("fd00::53"))
        .dnsSearchDomain("lan.example")
        .mtu(1420)
        .table(RoutingTable.of(1234))
        .saveConfig(true)
        .preUp("echo '#' > /tmp/x # all of this")
        .postUp("iptables -A FORWARD -i %i -j ACCEPT; true")
        .postUp("second")
        .preDown("a = b")
        .postDown("")
        .build();
    InterfaceSection section = parseQuick(ALL).interfaceSection();
    assertThat(section.quick()).isEqualTo(expected);
    assertThat(section.listenPort()).hasValue(51820);
    assertThat(section.quick().isEmpty()).isFalse();
    assertThat(section.quick().addresses().get(0).network()).hasToString("10.0.0.0/24");
  }

  @Test
  void shouldReadAllThatWgReads() {
    assertThat(parseQuick(Samples.COMMENTED)).isEqualTo(parse(Samples.COMMENTED));
  }

  @Test
  void shouldTakeTheLastOfAValueAndUnsetItWithAnEmptyOne() {
    QuickSettings settings = parseQuick(
            "[Interface]\nMTU=1\nMTU=2\nTable=off\nTable=\nDNS=\nAddress=\n")
        .interfaceSection()
        .quick();
    assertThat(settings).isEqualTo(QuickSettings.builder().mtu(2).build());
    assertThat(
            parseQuick("[Interface]\nMTU = 1\nMTU = # none").interfaceSection().quick())
        .isEqualTo(QuickSettings.NONE);
  }

  @ParameterizedTest
  @CsvSource({"auto,", "off,", "main,", "51820, 51820", "4294967295, 4294967295", "4294967296,"})
  void shouldReadTables(String text, Long number) {
    RoutingTable table = parseQuick("[Interface]\nTable=" + text)
        .interfaceSection()
        .quick()
        .table()
        .orElseThrow();
    assertThat(table).hasToString(text);
    assertThat(table.number().isPresent() ? table.number().getAsLong() : null).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Address = 10.0.0.1/33| PREFIX_LENGTH| 11",
        "Address = fd00::1/64, lan| IP_ADDRESS| 23",
        "Address = +10.0.0.1| IP_ADDRESS| 11",
        "DNS = 1.2.3| IP_ADDRESS| 7",
        "DNS = a, fd00:| IP_ADDRESS| 10",
        "MTU = large| NUMBER| 7",
        "MTU = -1| NUMBER| 7",
        "MTU = 2147483648| NUMBER| 7",
        "Table = a b| TEXT| 9",
        "SaveConfig = 1| BOOLEAN| 14",
        "SaveConfig =| BOOLEAN| 13",
        "MTU| EMPTY_VALUE| 1",
        "PostUp # = x| EMPTY_VALUE| 1",
        "Add ress = 10.0.0.1| UNKNOWN_KEY| 1",
        "Adress = 10.0.0.1| UNKNOWN_KEY| 1",
        "ListenPort =| EMPTY_VALUE| 1",
      })
  void shouldRefuseWhatCannotWork(String line, Reason reason, int column) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parseQuick("[Interface]\n" + line))
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo(reason);
          assertThat(e.line()).hasValue(2);
          assertThat(e.column()).hasValue(column);
          assertThat(e.section()).contains(Section.INTERFACE);
        });
  }

  @Test
  void shouldKnowItsKeysOnlyWhereWgQuickSeesTheSection() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parseQuick(peer(A, "Address = 10.0.0.1")))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_SECTION));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parseQuick("[ Interface ]\nAddress = 10.0.0.1"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_KEY));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parseQuick("MTU = 1\n[Interface]"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUTSIDE_SECTION));
    assertThat(
            parseQuick("  [INTERFACE] # x\n mtu = 9").interfaceSection().quick().mtu())
        .hasValue(9);
  }

  @Test
  void shouldRefuseInTheFormatOfWg() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(ALL))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.WG_QUICK_KEY));
    Configuration values = parseQuick(ALL);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> ConfigurationDocument.of(values, Dialect.WG))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.WG_QUICK_KEY));
    assertThat(ConfigurationDocument.of(values, Dialect.WG_QUICK).configuration())
        .isEqualTo(values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", " a", "a\t", "a\0", "\r"})
  void shouldRefuseHooksThatNoLineCanHold(String hook) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> QuickSettings.builder().postUp(hook).build())
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TEXT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "1.2.3.4", "a:b", "a,b", "a#b", "a\0"})
  void shouldRefuseSearchDomainsThatWouldBeReadAsSomethingElse(String domain) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> QuickSettings.builder().dnsSearchDomain(domain).build());
  }

  @Test
  void shouldRefuseValuesOutOfRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> RoutingTable.of(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> RoutingTable.of(1L << 32));
    assertThatIllegalArgumentException().isThrownBy(() -> new RoutingTable("a\nb"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuickSettings.builder().mtu(-1).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AssignedAddress.of(IpAddresses.parse("::1"))
            .equals(new AssignedAddress(IpAddresses.parse("10.0.0.1"), 33)));
  }
}

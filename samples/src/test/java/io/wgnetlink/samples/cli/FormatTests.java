package io.wgnetlink.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.Device;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTests {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000, 900_000_000);

  @Test
  void shouldDumpADeviceAsWgDoes() {
    assertThat(ShowField.DUMP.format(Fixtures.wg0(), "", Fixtures.LINK_NAMES))
        .isEqualTo(Fixtures.captured("wg0.dump"));
  }

  @Test
  void shouldDumpAllDevicesWithTheirNames() {
    String dump = ShowField.DUMP.format(Fixtures.wg0(), "wg0\t", Fixtures.LINK_NAMES)
        + ShowField.DUMP.format(Fixtures.wg1(), "wg1\t", Fixtures.LINK_NAMES);
    assertThat(dump).isEqualTo(Fixtures.captured("all.dump"));
  }

  @Test
  void shouldPrintConfigurationsAsWgDoes() {
    ConfigurationFormat format = new ConfigurationFormat(Fixtures.LINK_NAMES);
    assertThat(format.format(Fixtures.wg0())).isEqualTo(Fixtures.captured("wg0.conf"));
    assertThat(format.format(Fixtures.wg1())).isEqualTo(Fixtures.captured("wg1.conf"));
  }

  @Test
  void shouldPrintForPeopleAsWgDoes() {
    PrettyFormat format = new PrettyFormat(Fixtures.LINK_NAMES, NOW, false, Palette.PLAIN);
    assertThat(format.format(Fixtures.wg0()) + "\n" + format.format(Fixtures.wg1()))
        .isEqualTo(Fixtures.captured("show.txt"));
  }

  @Test
  void shouldColourAsWgDoes() {
    PrettyFormat format = new PrettyFormat(Fixtures.LINK_NAMES, NOW, false, Palette.ANSI);
    assertThat(format.format(Fixtures.wg0()) + "\n" + format.format(Fixtures.wg1()))
        .isEqualTo(Fixtures.captured("show-colours.txt"));
  }

  @Test
  void shouldColourAmountsAndClocks() {
    Device device = Device.builder(InterfaceName.of("wg0"))
        .peer(Fixtures.peer("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=")
            .latestHandshake(NOW.plusSeconds(5))
            .rxBytes(0)
            .txBytes(1500)
            .build())
        .build();
    assertThat(new PrettyFormat(Fixtures.LINK_NAMES, NOW, false, Palette.ANSI).format(device))
        .endsWith("  \u001b[1mlatest handshake\u001b[0m: (\u001b[31mSystem clock wound backward;"
            + " connection problems may ensue.\u001b[0m)\n"
            + "  \u001b[1mtransfer\u001b[0m: 0 \u001b[36mB\u001b[0m received,"
            + " 1.46 \u001b[36mKiB\u001b[0m sent\n");
  }

  @ParameterizedTest
  @CsvSource({
    "always, false, ANSI",
    "never, true, PLAIN",
    "auto, true, ANSI",
    "auto, false, PLAIN",
    "Always, false, PLAIN",
    "'', true, ANSI"
  })
  void shouldTakeTheColourModeFromTheEnvironment(String mode, boolean terminal, Palette expected) {
    Map<String, String> environment = Map.of("WG_COLOR_MODE", mode);
    assertThat(Palette.of(
            terminal ? Surroundings.ofTerminal(environment) : Surroundings.of(environment)))
        .isEqualTo(expected);
  }

  @Test
  void shouldPrintOneJsonDocument() throws Exception {
    String text =
        new JsonFormat(Fixtures.LINK_NAMES, false).format(List.of(Fixtures.wg0(), Fixtures.wg1()));
    assertThat(text).endsWith("}\n").hasLineCount(1).doesNotContain(Fixtures.PRIVATE_KEY);
    JsonNode json = new ObjectMapper().readTree(text);
    assertThat(json).isEqualTo(new ObjectMapper().readTree(Fixtures.captured("show.json")));
    assertThat(json.fieldNames()).toIterable().containsExactly("wg0", "wg1");
  }

  @Test
  void shouldPutKeysIntoJsonWhenTheyAreWanted() throws Exception {
    JsonNode json = new ObjectMapper()
        .readTree(new JsonFormat(Fixtures.LINK_NAMES, true).format(List.of(Fixtures.wg0())));
    assertThat(json.at("/wg0/privateKey").asText()).isEqualTo(Fixtures.PRIVATE_KEY);
    assertThat(json.at("/wg0/peers").elements().next().get("presharedKey").asText())
        .isEqualTo("FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=");
  }

  @Test
  void shouldPrintUnsignedNumbersAndHandshakesAsJson() throws Exception {
    Device device = Device.builder(InterfaceName.of("wg0"))
        .fwmark(-1)
        .peer(Fixtures.peer("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=")
            .latestHandshake(NOW)
            .rxBytes(-1)
            .build())
        .build();
    String text = new JsonFormat(Fixtures.LINK_NAMES, false).format(List.of(device));
    assertThat(text)
        .contains("\"fwmark\":4294967295,")
        .contains("\"latestHandshake\":1700000000,")
        .contains("\"transferRx\":18446744073709551615,\"transferTx\":0,");
  }

  @Test
  void shouldPrintAnEmptyDocumentWhereThereIsNoInterface() {
    assertThat(new JsonFormat(Fixtures.LINK_NAMES, false).format(List.of())).isEqualTo("{}\n");
  }

  @Test
  void shouldHideKeysUnlessTheyAreWanted() {
    assertThat(
            new PrettyFormat(Fixtures.LINK_NAMES, NOW, false, Palette.PLAIN).format(Fixtures.wg0()))
        .doesNotContain(Fixtures.PRIVATE_KEY);
    assertThat(
            new PrettyFormat(Fixtures.LINK_NAMES, NOW, true, Palette.PLAIN).format(Fixtures.wg0()))
        .contains("private key: " + Fixtures.PRIVATE_KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "0, Now",
    "1, 1 second ago",
    "61, '1 minute, 1 second ago'",
    "7200, 2 hours ago",
    "31536000, 1 year ago",
    "31622461, '1 year, 1 day, 1 minute, 1 second ago'",
    "-1, (System clock wound backward; connection problems may ensue.)"
  })
  void shouldTellHowLongAgoAHandshakeWas(long seconds, String expected) {
    Instant then = NOW.minusSeconds(seconds).minusNanos(500);
    assertThat(pretty(then, 0, 0)).contains("latest handshake: " + expected + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "1023, 1023 B",
    "1024, 1.00 KiB",
    "1536, 1.50 KiB",
    "1048575, 1024.00 KiB",
    "1048576, 1.00 MiB",
    "3221225472, 3.00 GiB",
    "1125899906842624, 1024.00 TiB"
  })
  void shouldPrintAmountsOfData(long bytes, String expected) {
    assertThat(pretty(NOW, bytes, 0)).contains("transfer: " + expected + " received, 0 B sent\n");
  }

  @Test
  void shouldShowPeersWithTheLatestHandshakeFirst() {
    Device device = Device.builder(InterfaceName.of("wg0"))
        .peer(Fixtures.peer("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=").build())
        .peer(Fixtures.peer("TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=")
            .latestHandshake(NOW.minusSeconds(9))
            .build())
        .peer(Fixtures.peer("gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=")
            .latestHandshake(NOW.minusSeconds(3))
            .build())
        .build();
    assertThat(new PrettyFormat(Fixtures.LINK_NAMES, NOW, false, Palette.PLAIN).format(device))
        .containsSubsequence("peer: gN65", "peer: TrMv", "peer: xTIB");
  }

  @Test
  void shouldPrintUnsignedCounters() {
    Device device = Device.builder(InterfaceName.of("wg0"))
        .peer(Fixtures.peer("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=")
            .rxBytes(-1)
            .txBytes(Long.MIN_VALUE)
            .build())
        .build();
    assertThat(ShowField.TRANSFER.format(device, "", index -> Optional.empty()))
        .isEqualTo("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="
            + "\t18446744073709551615\t9223372036854775808\n");
  }

  private static String pretty(Instant handshake, long rxBytes, long txBytes) {
    Device device = Device.builder(InterfaceName.of("wg0"))
        .peer(Fixtures.peer("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=")
            .latestHandshake(handshake)
            .rxBytes(rxBytes)
            .txBytes(txBytes)
            .build())
        .build();
    return new PrettyFormat(Fixtures.LINK_NAMES, NOW, false, Palette.PLAIN).format(device);
  }
}

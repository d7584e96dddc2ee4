package io.wgnetlink.wireguard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.config.AllowedIpEdit.Sign;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfigurationProperties {
  private static final int KEY_PART = 16;
  private static final List<String> SECRETS =
      List.of(Samples.PRIVATE_KEY, Samples.PSK, Samples.A, Samples.B);

  @Property
  void shouldReadBackWhatItWrites(@ForAll("configurations") Configuration values) {
    ConfigurationDocument written = ConfigurationDocument.of(values, Dialect.WG_QUICK);
    assertThat(written.configuration()).isEqualTo(values);
    ConfigurationDocument again = ConfigurationDocument.parse(written.text(), Dialect.WG_QUICK);
    assertThat(again.configuration()).isEqualTo(values);
    if (values.interfaceSection().quick().isEmpty()) {
      assertThat(ConfigurationDocument.of(values, Dialect.WG).text()).isEqualTo(written.text());
    }
  }

  @Property
  void shouldSayWhatIsWantedAfterAnEdit(
      @ForAll("configurations") Configuration before,
      @ForAll("configurations") Configuration after,
      @ForAll("layouts") Random layout) {
    String text = spread(ConfigurationDocument.of(before, Dialect.WG_QUICK).text(), layout);
    ConfigurationDocument document = ConfigurationDocument.parse(text, Dialect.WG_QUICK);
    assertThat(document.configuration()).isEqualTo(before);
    assertThat(document.with(before).text()).isEqualTo(text);
    ConfigurationDocument edited = document.with(after);
    assertThat(edited.configuration()).isEqualTo(after);
    assertThat(edited.with(before).configuration()).isEqualTo(before);
  }

  /** Adds comments, blank lines and returns, and breaks lists up. */
  private static String spread(String text, Random random) {
    StringBuilder spread = new StringBuilder();
    String end = random.nextBoolean() ? "\n" : "\r\n";
    for (String line : text.split("\n", -1)) {
      if (random.nextInt(4) == 0) {
        spread.append("# comment").append(end);
      }
      if (line.startsWith("Address = ")) {
        line = line.replace(", ", end + " address=");
      } else if (line.startsWith("AllowedIPs") && !line.matches(".*[ ][+-].*")) {
        line = line.replace(", ", end + "allowed ips = ");
      } else if (random.nextInt(4) == 0 && !line.matches("P(re|ost)(Up|Down).*")) {
        line = "  " + line + " # comment";
      }
      spread.append(line).append(end);
    }
    return spread.substring(0, spread.length() - end.length());
  }

  @Property
  void shouldReadOrRefuseAnyTextWithoutEchoingAKey(@ForAll("mutated") String text) {
    for (Dialect dialect : Dialect.values()) {
      try (ConfigurationDocument read = ConfigurationDocument.parse(text, dialect)) {
        assertThat(read.text()).isEqualTo(text);
        assertThat(ConfigurationDocument.of(read.configuration(), dialect).configuration())
            .isEqualTo(read.configuration());
        assertNoKey(read + " " + read.check());
      } catch (ConfigurationException refused) {
        StringWriter all = new StringWriter();
        refused.printStackTrace(new PrintWriter(all, true));
        assertNoKey(all + refused.value().orElse(""));
        assertPlaceIsInside(refused, text);
      }
    }
  }

  private static void assertNoKey(String shown) {
    for (String secret : SECRETS) {
      for (int i = 0; i + KEY_PART <= secret.length(); i++) {
        assertThat(shown).doesNotContain(secret.substring(i, i + KEY_PART));
      }
    }
  }

  private static void assertPlaceIsInside(ConfigurationException refused, String text) {
    String[] lines = text.split("\n", -1);
    int line = refused.line().orElseThrow();
    assertThat(line).isBetween(1, lines.length);
    assertThat(refused.column().orElseThrow()).isBetween(1, lines[line - 1].length() + 1);
  }

  @Provide
  Arbitrary<Configuration> configurations() {
    return Arbitraries.longs().map(seed -> new Generator(new Random(seed)).configuration());
  }

  @Provide
  Arbitrary<Random> layouts() {
    return Arbitraries.longs().map(Random::new);
  }

  @Provide
  Arbitrary<String> mutated() {
    return Arbitraries.longs().map(seed -> mutate(new Random(seed)));
  }

  /** Cuts, doubles, moves and overwrites pieces of a good file. */
  private static String mutate(Random random) {
    StringBuilder text = new StringBuilder(Samples.COMMENTED);
    String noise = "=#[],:/+-%. \n\r\0AZaz09\u00a0\u017f\u212a\u20ac";
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        case 2 -> text.setCharAt(at, noise.charAt(random.nextInt(noise.length())));
        case 3 -> text.insert(at, noise.charAt(random.nextInt(noise.length())));
        default -> joinLines(text, at);
      }
      text.append(text.length() == 0 ? "#" : "");
    }
    return text.toString();
  }

  private static void joinLines(StringBuilder text, int at) {
    int end = text.indexOf("\n", at);
    if (end >= 0) {
      text.deleteCharAt(end);
    }
  }

  /** Random values, from few keys and prefixes, so that they meet. */
  private record Generator(Random random) {
    Configuration configuration() {
      List<PeerSection> peers = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        peers.add(peer());
      }
      return new Configuration(interfaceSection(), peers);
    }

    private InterfaceSection interfaceSection() {
      return new InterfaceSection(
          often(PrivateKey.parse(Samples.PRIVATE_KEY)),
          random.nextBoolean() ? OptionalInt.of(random.nextInt(65536)) : OptionalInt.empty(),
          random.nextBoolean() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty(),
          random.nextBoolean() ? QuickSettings.NONE : quick());
    }

    private QuickSettings quick() {
      QuickSettings.Builder settings = QuickSettings.builder().saveConfig(random.nextBoolean());
      for (int i = random.nextInt(4); i > 0; i--) {
        InetAddress address = address();
        settings.address(new AssignedAddress(address, length(address)));
        settings.dnsServer(address());
        settings.dnsSearchDomain("d" + random.nextInt(3) + ".example");
        settings.preUp("echo " + random.nextInt(3) + " # %i");
        settings.postUp("a = " + random.nextInt(3));
        settings.preDown("#" + random.nextInt(3));
        settings.postDown(random.nextBoolean() ? "" : "true; [Peer]");
      }
      if (random.nextBoolean()) {
        settings.mtu(random.nextInt(9000)).table(RoutingTable.of(random.nextInt(9)));
      }
      return settings.build();
    }

    private PeerSection peer() {
      List<AllowedIpEdit> edits = new ArrayList<>();
      boolean signs = random.nextInt(4) == 0;
      for (int i = random.nextInt(6); i > 0; i--) {
        InetAddress address = address();
        Sign sign = signs ? List.of(Sign.values()).get(random.nextInt(3)) : Sign.NONE;
        edits.add(new AllowedIpEdit(sign, address, length(address)));
      }
      boolean anySign = edits.stream().anyMatch(PeerSection::hasSign);
      boolean lastSign = anySign && PeerSection.hasSign(edits.get(edits.size() - 1));
      return new PeerSection(
          PublicKey.parse(List.of(Samples.A, Samples.B, Samples.C).get(random.nextInt(3))),
          often(PresharedKey.parse(List.of(Samples.PSK, Samples.ZERO).get(random.nextInt(2)))),
          often(endpoint()),
          often(Duration.ofSeconds(random.nextInt(3) * 25L)),
          !anySign || (!lastSign && random.nextBoolean()),
          edits);
    }

    private EndpointName endpoint() {
      String host =
          List.of("hub.example", "192.0.2.1", "2001:db8::1", "fe80::1%eth0").get(random.nextInt(4));
      return new EndpointName(host, random.nextInt(65536));
    }

    private InetAddress address() {
      return IpAddresses.parse(
          random.nextBoolean() ? "10.0.0." + random.nextInt(4) : "fd00::" + random.nextInt(4));
    }

    private int length(InetAddress address) {
      int bits = AddressFamily.of(address).bits();
      return random.nextBoolean() ? bits : random.nextInt(bits + 1);
    }

    private <T> Optional<T> often(T value) {
      return random.nextInt(3) > 0 ? Optional.of(value) : Optional.empty();
    }
  }
}

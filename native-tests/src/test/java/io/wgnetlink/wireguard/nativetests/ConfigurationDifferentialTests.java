package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.ConfigurationCorpus.A;
import static io.wgnetlink.wireguard.nativetests.ConfigurationCorpus.B;
import static io.wgnetlink.wireguard.nativetests.ConfigurationCorpus.WHOLE;
import static io.wgnetlink.wireguard.nativetests.ConfigurationCorpus.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.config.Configuration;
import io.wgnetlink.wireguard.config.ConfigurationDocument;
import io.wgnetlink.wireguard.config.ConfigurationException;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import io.wgnetlink.wireguard.config.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files are given to {@code wg} and to this library: both accept them or none, devices end up the
 * same, and the error is the one that {@code wg} prints.
 *
 * <p>A process costs a twentieth of a second in a virtual machine. So each file that the library
 * accepts has a pair of interfaces, one shell runs {@code wg} for all files, and one {@code wg show
 * all dump} tells what became of all interfaces.
 */
class ConfigurationDifferentialTests {
  /** The first version that knows {@code +} and {@code -} before a prefix. */
  private static final String SIGNS_SINCE = "v1.0.20250521";

  private static final int BROKEN = 80;

  /** Nobody is there to ask for a name, and nobody waits for the answer. */
  private static final String ASK_ONCE = "WG_ENDPOINT_RESOLUTION_RETRIES=0";

  private static final String RUN_WG = """
      for file in "$1"/w*; do
        case $file in *.err) continue;; esac
        wg "$2" "${file##*/}" "$file" 2>"$file.err"
        echo "${file##*/} $?"
      done
      for file in "$1"/r*; do
        case $file in *.err|*'*') continue;; esac
        wg "$2" wg0 "$file" 2>"$file.err"
        echo "${file##*/} $?"
      done
      """;

  @TempDir
  Path folder;

  @Test
  void shouldReadWhatWgReads() throws IOException {
    compare("setconf", ConfigurationCorpus.special(), folder);
  }

  @Test
  void shouldReadBrokenFilesAsWgDoes() throws IOException {
    List<String> broken =
        LongStream.range(0, BROKEN).mapToObj(ConfigurationCorpus::mutated).toList();
    compare("setconf", broken, folder);
  }

  @Test
  void shouldAddWhatWgAdds() throws IOException {
    List<String> files = List.of(
        "",
        "[Interface]\nFwMark=off",
        "[Interface]\nListenPort=0\nPrivateKey=" + "A".repeat(43) + "=",
        peer(A),
        peer(A, "AllowedIPs=11.0.0.0/8"),
        peer(B, "AllowedIPs=10.0.0.1/32", "PersistentKeepalive=off"),
        peer(ConfigurationCorpus.C, "AllowedIPs=fd00::1", "Endpoint=[::1]:1"),
        WHOLE);
    compare("addconf", files, folder);
  }

  @Test
  void shouldReadSignsAsWgDoes() throws IOException {
    try (Host host = Host.create()) {
      String version = host.run("wg", "--version").split(" ", -1)[1];
      assumeTrue(
          version.compareTo(SIGNS_SINCE) >= 0,
          "wg is " + version + ", and knows no signs before " + SIGNS_SINCE);
    }
    compare("setconf", ConfigurationCorpus.signed(), folder);
  }

  @Test
  void shouldDifferFromWgWhereItIsSaid() throws IOException {
    try (Host host = Host.create()) {
      Path file = folder.resolve("wg0.conf");
      for (String text : ConfigurationCorpus.knownDifferences()) {
        Files.writeString(file, text);
        host.run("env", ASK_ONCE, "wg", "setconf", "wg0", file.toString());
        assertThat(refusal(text, "setconf")).as(text).isPresent();
      }
    }
  }

  @Test
  void shouldShowADeviceAsWgDoes() throws IOException {
    try (Host host = Host.create()) {
      Path file = folder.resolve("wg0.conf");
      Files.writeString(file, WHOLE + peer(ConfigurationCorpus.C, "Endpoint=[fe80::1%lo]:9"));
      host.run("wg", "setconf", "wg0", file.toString());
      String shown = host.run("wg", "showconf", "wg0");
      try (Device device = host.wireGuard.device(Host.WG0);
          ConfigurationDocument ours = ConfigurationDocument.of(
              Configuration.of(device, i -> i == 1 ? Optional.of("lo") : Optional.empty()),
              Dialect.WG);
          ConfigurationDocument read = ConfigurationDocument.parse(shown, Dialect.WG)) {
        assertThat(ours.text()).isEqualTo(shown);
        assertThat(read.configuration()).isEqualTo(ours.configuration());
      }
    }
  }

  private static void compare(String command, List<String> texts, Path folder) throws IOException {
    try (Host host = Host.create()) {
      Comparison comparison = new Comparison(host, command, folder);
      for (String text : texts) {
        comparison.add(text);
      }
      comparison.run();
    }
  }

  /** Returns why the library refuses a text, if it does. */
  private static Optional<ConfigurationException> refusal(String text, String command) {
    try {
      DeviceUpdate accepted = conversion(command).apply(parsed(text), Host.WG0);
      assertThat(accepted).isNotNull();
      return Optional.empty();
    } catch (ConfigurationException e) {
      return Optional.of(e);
    }
  }

  private static Configuration parsed(String text) {
    return ConfigurationDocument.parse(text, Dialect.WG).configuration();
  }

  private static BiFunction<Configuration, InterfaceName, DeviceUpdate> conversion(String command) {
    return command.equals("setconf") ? Configuration::setconf : Configuration::addconf;
  }

  /** Files of which each is given to both. */
  private static final class Comparison {
    private final Host host;
    private final String command;
    private final Path folder;
    private final Map<String, String> accepted = new HashMap<>();
    private final Map<String, ConfigurationException> refused = new HashMap<>();

    Comparison(Host host, String command, Path folder) {
      this.host = host;
      this.command = command;
      this.folder = folder;
    }

    void add(String text) throws IOException {
      Optional<ConfigurationException> refusal = refusal(text, command);
      String name = (refusal.isEmpty() ? "w" : "r") + (1 + accepted.size() + refused.size());
      Files.writeString(folder.resolve(name), text);
      if (refusal.isEmpty()) {
        accepted.put(name, text);
      } else {
        refused.put(name, refusal.get());
      }
    }

    void run() throws IOException {
      makeInterfaces();
      String verdicts =
          host.run("env", ASK_ONCE, "sh", "-c", RUN_WG, "sh", folder.toString(), command);
      assertThat(verdicts.lines()).hasSize(accepted.size() + refused.size());
      for (String verdict : verdicts.lines().toList()) {
        String[] words = verdict.split(" ", -1);
        check(words[0], words[1].equals("0"));
      }
      compareInterfaces();
      System.out.printf(
          "%s of %d files accepted, %d refused, as by wg%n",
          command, accepted.size(), refused.size());
    }

    private void makeInterfaces() throws IOException {
      Path batch = folder.resolve("interfaces");
      List<String> lines = new ArrayList<>();
      for (String name : accepted.keySet()) {
        lines.add("link add " + name + " type wireguard");
        lines.add("link add o" + name + " type wireguard");
      }
      Files.write(batch, lines);
      host.run("ip", "-batch", batch.toString());
      for (Map.Entry<String, String> file : accepted.entrySet()) {
        InterfaceName ours = InterfaceName.of("o" + file.getKey());
        if (command.equals("addconf")) {
          host.wireGuard.apply(parsed(WHOLE).setconf(ours));
          host.wireGuard.apply(parsed(WHOLE).setconf(InterfaceName.of(file.getKey())));
        }
        host.wireGuard.apply(conversion(command).apply(parsed(file.getValue()), ours));
      }
    }

    private void check(String name, boolean acceptedByWg) throws IOException {
      String said = Files.readString(folder.resolve(name + ".err"));
      String text = Files.readString(folder.resolve(name));
      if (accepted.containsKey(name) && isUnknownName(said)) {
        accepted.remove(name); // wg looks up a name also where a later line takes its place
        return;
      }
      if (accepted.containsKey(name)) {
        assertThat(acceptedByWg).as("%s%nwg says: %s", text, said).isTrue();
        return;
      }
      ConfigurationException fault = refused.get(name);
      if (isKnownDifference(fault.reason())) {
        return;
      }
      assertThat(acceptedByWg).as("%s%n%s", text, fault).isFalse();
      String last =
          said.lines().filter(line -> !line.startsWith("Warning")).findFirst().orElse("nothing");
      assertThat(last).as("%s%n%s", text, fault).matches(line -> isSameFault(line, fault));
    }

    /** What these say to wg, which looks names up and cuts ports, is another test's. */
    private static boolean isKnownDifference(Reason reason) {
      return switch (reason) {
        case PORT_RANGE, ENDPOINT_PORT_RANGE, PUBLIC_KEY_ZERO, ENDPOINT_PORT_ZERO -> true;
        default -> false;
      };
    }

    private static boolean isUnknownName(String said) {
      return said.contains("name resolution") || said.contains("Name or service not known");
    }

    private static boolean isSameFault(String said, ConfigurationException fault) {
      if (isUnknownName(said)) {
        return true; // wg looks a name up before it reads on, and the library afterwards
      }
      String message = switch (fault.reason()) {
        case KEY_LENGTH, KEY_CHARACTERS, KEY_NOT_CANONICAL ->
          "Key is not the correct length or format: `";
        case PORT, ENDPOINT_PORT -> "Servname not supported for ai_socktype: `";
        case FW_MARK -> "Fwmark is neither 0/off nor 0-0xffffffff: `";
        case PERSISTENT_KEEPALIVE ->
          "Persistent keepalive interval is neither 0/off nor 1-65535: `";
        case IP_ADDRESS -> "Unable to parse IP address: `";
        case PREFIX_LENGTH -> "AllowedIP is not in the correct format: `";
        case ENDPOINT_BRACKET -> "Unable to find matching brace of endpoint: `";
        case ENDPOINT_PORT_MISSING -> "Unable to find port of endpoint: `";
        case ENDPOINT_HOST -> "Name or service not known: `";
        case ENDPOINT_UNRESOLVED -> "";
        case PEER_WITHOUT_PUBLIC_KEY -> "A peer is missing a public key";
        default -> "Line unrecognized: `";
      };
      return said.startsWith(message)
          && fault.value().map(value -> said.endsWith("`" + value + "'")).orElse(true)
          && fault.reason().isUnrecognizedLine() == message.startsWith("Line");
    }

    private void compareInterfaces() {
      Map<String, List<String>> devices = new HashMap<>();
      for (String line : host.run("wg", "show", "all", "dump").lines().toList()) {
        int tab = line.indexOf('\t');
        devices
            .computeIfAbsent(line.substring(0, tab), unused -> new ArrayList<>())
            .add(line.substring(tab + 1));
      }
      for (Map.Entry<String, String> file : accepted.entrySet()) {
        assertThat(devices.get("o" + file.getKey()))
            .as(file.getValue())
            .isEqualTo(devices.get(file.getKey()));
      }
    }
  }
}

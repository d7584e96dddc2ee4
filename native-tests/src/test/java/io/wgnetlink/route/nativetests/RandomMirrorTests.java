package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.monitor.RouteEvent;
import io.wgnetlink.monitor.RouteMirror;
import io.wgnetlink.monitor.RouteState;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.SubscriptionOptions;
import io.wgnetlink.route.RouteNetlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mirror and {@code ip} beside random changes that another program makes. */
final class RandomMirrorTests {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path folder;

  private final List<RouteEvent> events = new CopyOnWriteArrayList<>();
  private TestHost host;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    RouteNetlink netlink = host.netlink();
    int a = host.createPair("a", "b").index();
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00:1::16/64").withoutDad());
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private RouteMirror open() {
    return RouteMirror.open(host.namespace(), events::add);
  }

  private RouteMirror openSmall() {
    SubscriptionOptions small = SubscriptionOptions.DEFAULT.withReceiveBuffer(4096);
    return RouteMirror.open(host.namespace(), events::add, small);
  }

  /**
   * Random changes by another program; after each handful the mirror says what it says. With every
   * second seed the buffer is the smallest that the kernel gives.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldAgreeWithIpAfterAnyChanges(long seed) throws IOException {
    RandomChanges changes = new RandomChanges(new Random(seed));
    try (RouteMirror mirror = seed % 2 == 0 ? open() : openSmall()) {
      for (int round = 0; round < 6; round++) {
        String four = changes.next(6, AddressFamily.IPV4);
        String six = changes.next(6, AddressFamily.IPV6);
        runAnyhow(four, six);
        assertAgreement(mirror, four + six);
      }
      KnownTables.assertTold(mirror, events);
    }
  }

  /**
   * Some changes end later, in the kernel's own time, as duplicate address detection does, and
   * {@code ip} reads one table after the other: so it has some attempts.
   */
  private void assertAgreement(RouteMirror mirror, String script) throws IOException {
    RouteState state;
    List<Collection<String>> known;
    List<Collection<String>> byIp;
    int attempts = 0;
    do {
      state = mirror.await(PATIENCE);
      known = List.of(
          PrintedState.links(state),
          PrintedState.addresses(state),
          PrintedState.nexthops(state),
          PrintedState.rules(state),
          PrintedState.routes(state));
      byIp = byIp();
      attempts++;
    } while (!known.equals(byIp) && attempts < 8);
    assertThat(known).as("after %s", script).isEqualTo(byIp);
    assertThat(state.settled()).isTrue();
  }

  private List<Collection<String>> byIp() throws IOException {
    List<JsonNode> shown = show();
    List<String> rules = new ArrayList<>();
    Set<String> routes = new TreeSet<>();
    shown.get(3).forEach(rule -> rules.add(PrintedState.rule(AddressFamily.IPV4, rule)));
    shown.get(5).forEach(rule -> rules.add(PrintedState.rule(AddressFamily.IPV6, rule)));
    shown.get(4).forEach(route -> routes.add(PrintedState.route(AddressFamily.IPV4, route)));
    shown.get(6).forEach(route -> routes.add(PrintedState.route(AddressFamily.IPV6, route)));
    return List.of(
        PrintedState.linksByIp(shown.get(0)),
        PrintedState.addressesByIp(shown.get(1)),
        PrintedState.nexthopsByIp(shown.get(2)),
        rules,
        routes);
  }

  /** What {@code ip} prints for its commands, a line each. */
  private List<JsonNode> show() throws IOException {
    String policy = "rule show\nroute show table all\n";
    String output = inside(
        batch("-N", "show", "link show\naddr show\nnexthop show\n") + " && "
            + batch("-4", "show", policy) + " && " + batch("-6", "show", policy),
        "");
    List<JsonNode> shown = new ArrayList<>();
    for (String line : output.lines().toList()) {
      shown.add(JSON.readTree(line));
    }
    assertThat(shown).as(output).hasSize(7);
    return shown;
  }

  /** The command that runs lines by {@code ip}, its output numeric and complete. */
  private String batch(String option, String name, String lines) throws IOException {
    Path file = Files.writeString(folder.resolve(name + option), lines);
    return "ip " + option + " -N -d -j -force -batch " + file;
  }

  /** Processes are made by the shell: to make one of a JVM takes long in a virtual machine. */
  private String inside(String commands, String redirection) {
    return Witness.run(host.namespace(), "sh", "-c", "{ " + commands + "; true; }" + redirection);
  }

  /** Some of the changes are refused, and the rest goes on. */
  private void runAnyhow(String four, String six) throws IOException {
    inside(batch("-4", "change", four) + "; " + batch("-6", "change", six), " >/dev/null 2>&1");
  }
}

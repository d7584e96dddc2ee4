package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.MaskedValue;
import io.wgnetlink.route.PortRange;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import io.wgnetlink.route.UidRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random rules, written by the library and read by {@code ip}, and the other way round. */
final class RuleDifferentialTests {
  private static final int FIRST_PRIORITY = 100;

  /** A rule of the kernel's own, to go to. */
  private static final int MAIN_PRIORITY = 32766;

  @Property(tries = 15, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldBeReadAsWrittenAndDeletedOneByOne(@ForAll long seed) throws Exception {
    List<Rule> policy = policy(seed);
    try (TestHost host = new TestHost()) {
      List<Rule> before = host.netlink().rules();
      List<Rule> made = new ArrayList<>();
      for (Rule rule : policy) {
        Rule one = host.netlink().addRule(rule);
        assertThat(one.toBuilder().flags(0).build()).isEqualTo(rule);
        made.add(one);
      }

      assertThat(host.netlink().rules()).containsAll(made).hasSize(before.size() + made.size());
      assertThat(seen(host))
          .containsAll(made.stream()
              .map(RuleDifferentialTests::asIpPrints)
              .map(TestHost::sorted)
              .toList());

      Collections.shuffle(made, new Random(seed));
      while (!made.isEmpty()) {
        host.netlink().deleteRule(made.remove(0));
        assertThat(host.netlink().rules()).containsAll(made).hasSize(before.size() + made.size());
      }
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldReadWhatIpWrote(@ForAll long seed) throws Exception {
    List<Rule> policy = policy(seed);
    try (TestHost host = new TestHost()) {
      for (AddressFamily family : AddressFamily.values()) {
        host.batch(
            family == AddressFamily.IPV4 ? "-4" : "-6",
            policy.stream()
                .filter(rule -> rule.family() == family)
                .map(RuleDifferentialTests::arguments)
                .toList());
      }
      List<Rule> read = host.netlink().rules().stream()
          .map(rule -> rule.toBuilder().flags(0).build())
          .toList();
      assertThat(read).containsAll(policy).hasSize(policy.size() + 5);
    }
  }

  private static List<String> seen(TestHost host) throws Exception {
    List<String> rules = new ArrayList<>();
    for (String family : List.of("-4", "-6")) {
      host.ip("-N -d " + family + " rule show").forEach(rule -> rules.add(TestHost.sorted(rule)));
    }
    return rules;
  }

  // Random rules that a kernel takes, each with a priority of its own.

  private static List<Rule> policy(long seed) {
    Random random = new Random(seed);
    List<Rule> rules = new ArrayList<>();
    int count = 1 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      rules.add(rule(random, FIRST_PRIORITY + 10 * i + random.nextInt(10)));
    }
    rules.sort((a, b) -> a.family().compareTo(b.family()));
    return rules;
  }

  private static Rule rule(Random random, int priority) {
    AddressFamily family = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
    Rule.Builder rule = Rule.builder(family).priority(priority).protocol(random.nextInt(256));
    select(rule, family, random);
    switch (random.nextInt(5)) {
      case 0 -> rule.gotoPriority(random.nextBoolean() ? MAIN_PRIORITY : 20_000);
      case 1 -> rule.action(new RuleAction(List.of(3, 6, 7, 8).get(random.nextInt(4))));
      case 2 -> rule.l3mdev();
      default -> look(rule, family, random);
    }
    return rule.build();
  }

  private static void look(Rule.Builder rule, AddressFamily family, Random random) {
    rule.lookup(random.nextBoolean() ? 1 + random.nextInt(255) : 256 + random.nextInt());
    if (random.nextInt(3) == 0) {
      rule.suppressPrefixLength(random.nextInt(family.bits() + 1));
    }
    if (random.nextInt(3) == 0) {
      rule.suppressGroup(random.nextInt(1 << 30));
    }
    if (family == AddressFamily.IPV4 && random.nextInt(3) == 0) {
      rule.realms(random.nextInt() & 0xff00ff); // as many as ip has
    }
  }

  private static void select(Rule.Builder rule, AddressFamily family, Random random) {
    List<Runnable> parts = List.of(
        rule::inverted,
        () -> rule.source(prefix(family, random)),
        () -> rule.destination(prefix(family, random)),
        () -> rule.iif(InterfaceName.of(random.nextBoolean() ? "lo" : "wg.7")),
        () -> rule.oif(InterfaceName.of(random.nextBoolean() ? "lo" : "nowhere")),
        () -> rule.mark(random.nextInt(), random.nextBoolean() ? -1 : random.nextInt()),
        () -> rule.tos(random.nextInt(8) << 2), // IPv4 takes the bits of the old TOS only
        () -> rule.ipProtocol(1 + random.nextInt(255)),
        () -> rule.sourcePorts(ports(random)),
        () -> rule.destinationPorts(ports(random)),
        () -> rule.uids(new UidRange(random.nextInt(1000), 1000 + random.nextInt(1 << 30))),
        () -> rule.tunnelId(random.nextLong() >>> 1));
    parts.forEach(part -> {
      if (random.nextInt(4) == 0) {
        part.run();
      }
    });
  }

  private static IpPrefix prefix(AddressFamily family, Random random) {
    byte[] address = new byte[family.bytes()];
    random.nextBytes(address);
    int length = random.nextBoolean() ? family.bits() : 1 + random.nextInt(family.bits());
    return IpPrefix.of(IpAddresses.of(address), length);
  }

  private static PortRange ports(Random random) {
    int first = 1 + random.nextInt(0xfffe);
    return random.nextBoolean()
        ? PortRange.of(first)
        : PortRange.of(first, first + random.nextInt(0xffff - first));
  }

  // As ip prints it, with -N: numbers for names.

  private static ObjectNode asIpPrints(Rule rule) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("priority", Integer.toUnsignedLong(rule.priority().orElseThrow()));
    putIf(json, rule.inverted(), "not");
    json.put("src", "all");
    putPrefix(json, "src", rule.source());
    putPrefix(json, "dst", rule.destination());
    if (rule.tos() != 0) {
      json.put("tos", String.format("0x%02x", rule.tos()));
    }
    rule.mark().ifPresent(mark -> {
      json.put("fwmark", hex(mark.value()));
      if (mark.mask() != -1) {
        json.put("fwmask", hex(mark.mask()));
      }
    });
    rule.iif().ifPresent(name -> json.put("iif", name.value()));
    putIf(json, (rule.flags() & Rule.FLAG_IIF_DETACHED) != 0, "iif_detached");
    rule.oif().ifPresent(name -> json.put("oif", name.value()));
    putIf(json, (rule.flags() & Rule.FLAG_OIF_DETACHED) != 0, "oif_detached");
    rule.uids().ifPresent(uids -> json.put("uid_start", uids.first()).put("uid_end", uids.last()));
    if (rule.ipProtocol() != 0) {
      json.put("ipproto", "ipproto-" + rule.ipProtocol());
    }
    rule.sourcePorts().ifPresent(ports -> putPorts(json, "sport", ports));
    rule.destinationPorts().ifPresent(ports -> putPorts(json, "dport", ports));
    if (rule.tunnelId() != 0) {
      json.put("tun_id", rule.tunnelId());
    }
    putAction(json, rule);
    json.put("protocol", Integer.toString(rule.protocol()));
    return json;
  }

  private static void putAction(ObjectNode json, Rule rule) {
    if (rule.l3mdev()) {
      json.putNull("l3mdev");
    } else if (rule.action().equals(RuleAction.LOOKUP)) {
      json.put("table", Integer.toUnsignedString(rule.table()));
      rule.suppressPrefixLength().ifPresent(length -> json.put("suppress_prefixlen", length));
      rule.suppressGroup().ifPresent(group -> json.put("suppress_ifgroup", group.toString()));
    } else if (rule.action().equals(RuleAction.GOTO)) {
      json.put("goto", rule.gotoPriority().orElseThrow());
      putIf(json, rule.isUnresolved(), "unresolved");
    } else if (rule.action().equals(RuleAction.NOP)) {
      json.putNull("nop");
    } else {
      json.put("action", Integer.toString(rule.action().number()));
    }
    int from = rule.realms() >>> 16;
    if (rule.realms() != 0) {
      json.put("flow_to", Integer.toString(rule.realms() & 0xffff));
    }
    if (from != 0) {
      json.put("flow_from", Integer.toString(from));
    }
  }

  private static void putIf(ObjectNode json, boolean condition, String name) {
    if (condition) {
      json.putNull(name);
    }
  }

  private static void putPrefix(ObjectNode json, String name, Optional<IpPrefix> prefix) {
    prefix.ifPresent(p -> {
      json.put(name, IpAddresses.format(p.address()));
      if (p.length() != p.family().bits()) {
        json.put(name + "len", p.length());
      }
    });
  }

  private static void putPorts(ObjectNode json, String name, PortRange ports) {
    if (ports.first() == ports.last()) {
      json.put(name, ports.first());
    } else {
      json.put(name + "_start", ports.first()).put(name + "_end", ports.last());
    }
  }

  private static String hex(int number) {
    return number == 0 ? "0" : "0x" + Integer.toHexString(number);
  }

  // As ip is told.

  private static String arguments(Rule rule) {
    StringBuilder text = new StringBuilder("rule add priority ");
    text.append(rule.priority().orElseThrow()).append(rule.inverted() ? " not" : "");
    rule.source().ifPresent(prefix -> text.append(" from ").append(prefix));
    rule.destination().ifPresent(prefix -> text.append(" to ").append(prefix));
    if (rule.tos() != 0) {
      text.append(" tos ").append(hex(rule.tos()));
    }
    rule.mark()
        .map(MaskedValue::toString)
        .ifPresent(mark -> text.append(" fwmark ").append(mark));
    rule.iif().ifPresent(name -> text.append(" iif ").append(name));
    rule.oif().ifPresent(name -> text.append(" oif ").append(name));
    rule.uids().ifPresent(uids -> text.append(" uidrange ").append(uids));
    if (rule.ipProtocol() != 0) {
      text.append(" ipproto ").append(rule.ipProtocol());
    }
    rule.sourcePorts().ifPresent(ports -> text.append(" sport ").append(ports));
    rule.destinationPorts().ifPresent(ports -> text.append(" dport ").append(ports));
    if (rule.tunnelId() != 0) {
      text.append(" tun_id ").append(rule.tunnelId());
    }
    appendAction(text, rule);
    return text.append(" protocol ").append(rule.protocol()).toString();
  }

  private static void appendAction(StringBuilder text, Rule rule) {
    if (rule.l3mdev()) {
      text.append(" l3mdev");
    } else if (rule.action().equals(RuleAction.LOOKUP)) {
      text.append(" table ").append(Integer.toUnsignedString(rule.table()));
    } else if (rule.action().equals(RuleAction.GOTO)) {
      text.append(" goto ").append(rule.gotoPriority().orElseThrow());
    } else {
      text.append(' ').append(rule.action());
    }
    rule.suppressPrefixLength()
        .ifPresent(length -> text.append(" suppress_prefixlength ").append(length));
    rule.suppressGroup().ifPresent(group -> text.append(" suppress_ifgroup ").append(group));
    if (rule.realms() != 0) {
      text.append(" realms ")
          .append(rule.realms() >>> 16)
          .append('/')
          .append(rule.realms() & 0xffff);
    }
  }
}

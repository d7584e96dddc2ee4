package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.link.AddressGeneration;
import io.wgnetlink.link.BridgeOption;
import io.wgnetlink.link.BridgePortOption;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.link.LinkFilter;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkLimit;
import io.wgnetlink.link.LinkPort;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.LinkStatistics;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Assumptions;

/**
 * Random links, written by the library and read by {@code ip}, and the other way round. All of them
 * are down, so that nothing is counted between two readings; the timers of bridges are left out. A
 * kind that the kernel does not have is left out of a run, and the run aborted when it is the only
 * one.
 */
final class LinkDifferentialTests {
  private static final List<String> KINDS =
      List.of("bridge", "dummy", "veth", "vlan", "vrf", "wireguard", "ifb");

  /** What {@code ip} prints of a link. */
  private static final Map<LinkLimit, String> LIMITS = new EnumMap<>(Map.of(
      LinkLimit.PROMISCUITY, "promiscuity",
      LinkLimit.ALLMULTI, "allmulti",
      LinkLimit.MIN_MTU, "min_mtu",
      LinkLimit.MAX_MTU, "max_mtu",
      LinkLimit.NUM_TX_QUEUES, "num_tx_queues",
      LinkLimit.NUM_RX_QUEUES, "num_rx_queues",
      LinkLimit.GSO_MAX_SIZE, "gso_max_size",
      LinkLimit.GSO_MAX_SEGS, "gso_max_segs",
      LinkLimit.TSO_MAX_SIZE, "tso_max_size",
      LinkLimit.TSO_MAX_SEGS, "tso_max_segs"));

  static {
    LIMITS.put(LinkLimit.GRO_MAX_SIZE, "gro_max_size");
  }

  /** Options that a bridge takes with any of these values. */
  private static final Map<BridgeOption, List<Long>> BRIDGE = new EnumMap<>(Map.of(
      BridgeOption.FORWARD_DELAY, List.of(200L, 1500L, 3000L),
      BridgeOption.HELLO_TIME, List.of(100L, 1000L),
      BridgeOption.MAX_AGE, List.of(600L, 4000L),
      BridgeOption.AGEING_TIME, List.of(0L, 30_000L, 70_000L),
      BridgeOption.PRIORITY, List.of(0L, 1L, 65_535L),
      BridgeOption.GROUP_FWD_MASK, List.of(8L, 0xfff8L),
      BridgeOption.GROUP_ADDR, List.of(0x0180c2000004L, 0x0180c200000fL),
      BridgeOption.MCAST_IGMP_VERSION, List.of(2L, 3L),
      BridgeOption.MCAST_SNOOPING, List.of(0L, 1L),
      BridgeOption.MCAST_QUERY_INTVL, List.of(12_600L, 100_000L)));

  private static final Map<BridgePortOption, List<Long>> PORT = Map.of(
      BridgePortOption.COST, List.of(1L, 65_535L),
      BridgePortOption.PRIORITY, List.of(0L, 63L),
      BridgePortOption.MODE, List.of(0L, 1L),
      BridgePortOption.GUARD, List.of(0L, 1L),
      BridgePortOption.FAST_LEAVE, List.of(0L, 1L),
      BridgePortOption.LEARNING, List.of(0L, 1L),
      BridgePortOption.UNICAST_FLOOD, List.of(0L, 1L),
      BridgePortOption.ISOLATED, List.of(0L, 1L),
      BridgePortOption.NEIGH_SUPPRESS, List.of(0L, 1L),
      BridgePortOption.GROUP_FWD_MASK, List.of(8L, 0xfff8L));

  /** A link to be made, and what is changed about it afterwards. */
  private record Wanted(LinkSpec spec, LinkChange change, List<String> alternativeNames) {}

  @Property(tries = 10, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldBeReadAsWrittenAndDeletedOneByOne(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      List<Wanted> made = new ArrayList<>();
      for (Wanted wanted : wanted(new Random(seed), host)) {
        if (make(host, wanted)) {
          made.add(wanted);
        }
      }
      Assumptions.assumeFalse(made.isEmpty(), "this kernel has links of no kind");
      assertAlike(host, made);

      for (Wanted wanted : made) {
        if (host.netlink().link(wanted.spec().name()).isPresent()) { // else gone with its parent
          host.netlink().deleteLink(wanted.spec().name());
        }
        assertThat(host.netlink().link(wanted.spec().name())).isEmpty();
      }
    }
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldReadWhatIpWrote(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      List<Wanted> made = new ArrayList<>();
      List<String> commands = new ArrayList<>();
      for (Wanted wanted : wanted(new Random(seed), host)) {
        if (hasKind(wanted.spec().kind())) {
          made.add(wanted);
          commands.addAll(commands(wanted));
        }
      }
      Assumptions.assumeFalse(made.isEmpty(), "this kernel has links of no kind");
      host.batch("-N", commands);
      assertAlike(host, made);
    }
  }

  /** Returns whether it could be made: whether the kernel has the kind. */
  private static boolean make(TestHost host, Wanted wanted) {
    try {
      Link link = host.netlink().createLink(wanted.spec());
      host.netlink().changeLink(link.index(), wanted.change());
      if (!wanted.alternativeNames().isEmpty()) {
        host.netlink().addAlternativeNames(link.index(), wanted.alternativeNames());
      }
      return true;
    } catch (NetlinkException e) {
      if (e.is(Errno.EOPNOTSUPP) && !hasKind(wanted.spec().kind())) {
        return false;
      }
      throw e;
    }
  }

  private static boolean hasKind(String kind) {
    try (TestHost probe = new TestHost()) {
      InterfaceName name = InterfaceName.of("probe");
      LinkSpec spec = switch (kind) {
        case "veth" -> LinkSpec.veth(name, InterfaceName.of("probe2"));
        case "vrf" -> LinkSpec.vrf(name, 7);
        case "vlan" -> LinkSpec.vlan(name, 1, 7);
        default -> LinkSpec.of(kind, name);
      };
      probe.netlink().createLink(spec);
      return true;
    } catch (NetlinkException e) {
      return !e.is(Errno.EOPNOTSUPP);
    }
  }

  // What must be so.

  private static void assertAlike(TestHost host, List<Wanted> made) throws Exception {
    JsonNode seen = host.ip("-N -d -s link show");
    List<Link> links = host.netlink().links();
    assertThat(links).hasSameSizeAs(seen);
    for (int i = 0; i < links.size(); i++) {
      assertLike(host, seen.get(i), links.get(i));
    }
    for (Wanted wanted : made) {
      assertAsWanted(host, wanted);
    }
    for (String kind : KINDS) {
      assertThat(indexes(host.netlink().links(LinkFilter.all().withKind(kind))))
          .isEqualTo(indexes(links.stream().filter(link -> link.isKind(kind)).toList()));
    }
    links.stream()
        .flatMap(link -> link.master().stream())
        .distinct()
        .forEach(master -> assertThat(
                indexes(host.netlink().links(LinkFilter.all().withMaster(master))))
            .isNotEmpty()
            .isEqualTo(indexes(links.stream()
                .filter(link -> link.master().equals(Optional.of(master)))
                .toList())));
  }

  private static List<Integer> indexes(List<Link> links) {
    return links.stream().map(Link::index).toList();
  }

  private static void assertAsWanted(TestHost host, Wanted wanted) {
    Link link = host.netlink().link(wanted.spec().name()).orElseThrow();
    LinkChange change = wanted.change();
    assertThat(link.kind()).contains(wanted.spec().kind());
    wanted.spec().index().ifPresent(index -> assertThat(link.index()).isEqualTo(index));
    wanted.spec().address().ifPresent(address -> assertThat(link.address()).contains(address));
    wanted.spec().parent().ifPresent(parent -> assertThat(link.parent()).contains(parent));
    wanted.spec().data().ifPresent(data -> assertHas(link, data));
    change.mtu().ifPresent(mtu -> assertThat(link.mtu()).isEqualTo(mtu));
    change.group().ifPresent(group -> assertThat(link.group()).isEqualTo(group));
    change.alias().ifPresent(alias -> assertThat(link.alias()).contains(alias));
    change.master().ifPresent(master -> assertThat(link.master()).contains(master));
    change
        .txQueueLength()
        .ifPresent(packets -> assertThat(link.txQueueLength()).isEqualTo(packets));
    change
        .addressGeneration()
        .ifPresent(way -> assertThat(link.addressGeneration()).contains(way));
    change
        .flags()
        .forEach((flag, set) -> assertThat(link.flags().contains(flag)).isEqualTo(set));
    change
        .bridgePort()
        .forEach((option, value) -> assertThat(link.bridgePort(option)).contains(value));
    assertThat(link.alternativeNames())
        .containsExactlyInAnyOrderElementsOf(wanted.alternativeNames());
    wanted
        .alternativeNames()
        .forEach(name -> assertThat(host.netlink().linkByAlternativeName(name).map(Link::index))
            .contains(link.index()));
  }

  private static void assertHas(Link link, LinkData data) {
    if (data instanceof LinkData.Bridge bridge) {
      LinkData.Bridge read = (LinkData.Bridge) link.data().orElseThrow();
      assertThat(read.options()).containsAllEntriesOf(bridge.options());
    } else {
      assertThat(link.data()).contains(data);
    }
  }

  /** Asserts that {@code ip} says of a link what the library does, and nothing else. */
  private static void assertLike(TestHost host, JsonNode seen, Link link) {
    ObjectNode rest = seen.deepCopy();
    ObjectNode expected = asIpPrints(host, link);
    assertSameData(seen.at("/linkinfo/info_data"), link);
    assertSamePort(seen.at("/linkinfo/info_slave_data"), link);
    if (rest.get("linkinfo") instanceof ObjectNode info) {
      info.remove(List.of("info_data", "info_slave_data"));
    }
    rest.remove(List.of("gso_ipv4_max_size", "gro_ipv4_max_size")); // of newer ip only
    rest.remove("flags");
    assertThat(flags(seen)).isEqualTo(flagsAsIpPrints(link));
    assertThat(TestHost.sorted(rest)).isEqualTo(TestHost.sorted(expected));
  }

  private static Set<String> flags(JsonNode seen) {
    Set<String> flags = new HashSet<>();
    seen.get("flags").forEach(flag -> flags.add(flag.asText()));
    flags.remove("NO-CARRIER"); // not a flag: up and not running
    flags.remove("M-DOWN"); // not a flag: the parent is down
    return flags;
  }

  private static Set<String> flagsAsIpPrints(Link link) {
    Set<String> flags = new HashSet<>();
    link.flags().forEach(flag -> flags.add(flag.name()));
    flags.remove("RUNNING"); // ip says so by leaving NO-CARRIER out
    return flags;
  }

  private static ObjectNode asIpPrints(TestHost host, Link link) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("ifindex", link.index());
    putParent(json, host, link);
    json.put("ifname", link.name().value());
    json.put("mtu", link.mtu());
    link.queueingDiscipline().ifPresent(qdisc -> json.put("qdisc", qdisc));
    link.master().ifPresent(master -> json.put("master", host.nameOf(master)));
    json.put("operstate", link.operationalState().toString());
    json.put("linkmode", link.linkMode() == 0 ? "DEFAULT" : "DORMANT");
    json.put("group", Integer.toString(link.group()));
    if (link.txQueueLength() != 0) {
      json.put("txqlen", link.txQueueLength());
    }
    json.put("link_type", "[" + link.hardwareType() + "]");
    link.address().ifPresent(address -> json.put("address", address.toString()));
    link.broadcast().ifPresent(address -> json.put("broadcast", address.toString()));
    link.permanentAddress()
        .filter(address -> !link.address().equals(Optional.of(address)))
        .ifPresent(address -> json.put("permaddr", address.toString()));
    LIMITS.forEach(
        (limit, name) -> link.limit(limit).ifPresent(value -> json.put(name, unsigned(value))));
    if (link.kind().isPresent() || link.port().isPresent()) {
      ObjectNode info = json.putObject("linkinfo");
      link.kind().ifPresent(kind -> info.put("info_kind", kind));
      link.port().ifPresent(port -> info.put("info_slave_kind", port.kind()));
    }
    link.addressGeneration().ifPresent(way -> json.put("inet6_addr_gen_mode", way.toString()));
    link.alias().ifPresent(alias -> json.put("ifalias", alias));
    link.parentBus().ifPresent(bus -> json.put("parentbus", bus));
    link.parentDevice().ifPresent(device -> json.put("parentdev", device));
    json.set("stats64", asIpPrints(link.statistics().orElseThrow()));
    if (!link.alternativeNames().isEmpty()) {
      link.alternativeNames().forEach(json.withArray("altnames")::add);
    }
    return json;
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }

  private static void putParent(ObjectNode json, TestHost host, Link link) {
    link.parentNamespace().ifPresent(number -> json.put("link_netnsid", number));
    link.parent().filter(index -> index != 0).ifPresent(index -> {
      if (link.parentNamespace().isPresent()) {
        json.put("link_index", index);
      } else {
        json.put("link", host.nameOf(index));
      }
    });
  }

  private static ObjectNode asIpPrints(LinkStatistics count) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("rx")
        .put("bytes", count.rxBytes())
        .put("packets", count.rxPackets())
        .put("errors", count.rxErrors())
        .put("dropped", count.rxDropped())
        .put("over_errors", count.rxOverErrors())
        .put("multicast", count.multicast());
    json.putObject("tx")
        .put("bytes", count.txBytes())
        .put("packets", count.txPackets())
        .put("errors", count.txErrors())
        .put("dropped", count.txDropped())
        .put("carrier_errors", count.txCarrierErrors())
        .put("collisions", count.collisions());
    return json;
  }

  private static void assertSameData(JsonNode seen, Link link) {
    if (link.data().isEmpty()) {
      assertThat(seen.isMissingNode()).isTrue();
    } else if (link.data().get() instanceof LinkData.Vrf vrf) {
      assertThat(seen.get("table").asLong()).isEqualTo(unsigned(vrf.table()));
    } else if (link.data().get() instanceof LinkData.Vlan vlan) {
      assertThat(TestHost.sorted(seen)).isEqualTo(TestHost.sorted(asIpPrints(vlan)));
    } else if (link.data().get() instanceof LinkData.Bridge bridge) {
      bridge.options().forEach((option, value) -> {
        String name = option.toString();
        if (!option.changesByItself() && seen.has(name)) {
          assertThat(asNumber(name, seen.get(name))).as(name).isEqualTo(value);
        }
      });
      assertThat(seen.size()).isLessThanOrEqualTo(bridge.options().size() + 2);
    }
  }

  private static void assertSamePort(JsonNode seen, Link link) {
    if (link.port().isPresent() && link.port().get() instanceof LinkPort.OfBridge port) {
      Map<String, BridgePortOption> words = new HashMap<>();
      port.options().keySet().forEach(option -> words.put(word(option), option));
      int compared = 0;
      for (Map.Entry<String, JsonNode> member : seen.properties()) {
        BridgePortOption option = words.get(member.getKey());
        if (option != null && !option.changesByItself()) {
          assertThat(asNumber(member.getKey(), member.getValue()))
              .as(member.getKey())
              .isEqualTo(port.options().get(option));
          compared++;
        }
      }
      assertThat(compared).isGreaterThan(15);
    } else if (link.port().isPresent() && link.port().get() instanceof LinkPort.OfVrf port) {
      assertThat(seen.get("table").asLong()).isEqualTo(unsigned(port.table()));
    }
  }

  /** The words that {@code ip} has instead of the kernel's. */
  private static String word(BridgePortOption option) {
    return switch (option) {
      case MODE -> "hairpin";
      case PROTECT -> "root_block";
      case FAST_LEAVE -> "fastleave";
      case UNICAST_FLOOD -> "flood";
      case PROXYARP -> "proxy_arp";
      case PROXYARP_WIFI -> "proxy_arp_wifi";
      case STATE -> "port state as a word";
      case ROOT_ID, BRIDGE_ID -> "an id";
      default -> option.name().toLowerCase(Locale.ROOT);
    };
  }

  private static long asNumber(String name, JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean() ? 1 : 0;
    }
    if (value.isNumber()) {
      return value.asLong();
    }
    return switch (name) {
      case "vlan_protocol" -> Long.parseLong(value.asText().replaceAll("[\\[\\]]", ""));
      case "group_addr" -> MacAddress.parse(value.asText()).bits();
      case "bridge_id", "root_id" -> id(value.asText());
      case "group_fwd_mask" -> Long.decode(hex(value.asText()));
      default -> Long.decode(value.asText());
    };
  }

  private static String hex(String text) {
    return text.startsWith("0x") ? text : "0x" + text;
  }

  /** {@code 8000.0:c:29:0:1:2}: hexadecimal numbers without leading zeros. */
  private static long id(String text) {
    int dot = text.indexOf('.');
    long id = Long.parseLong(text.substring(0, dot), 16);
    for (String one : text.substring(dot + 1).split(":", -1)) {
      id = id << 8 | HexFormat.fromHexDigits(one);
    }
    return id;
  }

  private static ObjectNode asIpPrints(LinkData.Vlan vlan) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("protocol", "[" + vlan.protocol() + "]");
    json.put("id", vlan.id());
    FLAGS.forEach((word, mask) -> {
      if ((vlan.flags() & mask) != 0) {
        json.withArray("flags").add(word);
      }
    });
    putQos(json, "ingress_qos", vlan.ingressQos());
    putQos(json, "egress_qos", vlan.egressQos());
    return json;
  }

  private static final Map<String, Integer> FLAGS = new LinkedHashMap<>();

  static {
    FLAGS.put("REORDER_HDR", LinkData.Vlan.REORDER_HDR);
    FLAGS.put("GVRP", LinkData.Vlan.GVRP);
    FLAGS.put("MVRP", LinkData.Vlan.MVRP);
    FLAGS.put("LOOSE_BINDING", LinkData.Vlan.LOOSE_BINDING);
    FLAGS.put("BRIDGE_BINDING", LinkData.Vlan.BRIDGE_BINDING);
  }

  private static void putQos(ObjectNode json, String name, Map<Integer, Integer> mappings) {
    new TreeMap<>(mappings)
        .forEach(
            (from, to) -> json.withArray(name).addObject().put("from", from).put("to", to));
  }

  // Random links that a kernel takes.

  private static List<Wanted> wanted(Random random, TestHost host) {
    List<Wanted> wanted = new ArrayList<>();
    int bridge = 100 + random.nextInt(1000);
    wanted.add(new Wanted(
        LinkSpec.bridge(InterfaceName.of("br0"))
            .withIndex(bridge)
            .withData(new LinkData.Bridge(options(random, BRIDGE))),
        change(random, "bridge").build(),
        names(random, "br0")));
    int pair = 2000 + random.nextInt(1000);
    LinkChange.Builder port = change(random, "veth");
    if (random.nextBoolean()) {
      port.master(bridge);
      options(random, PORT).forEach(port::bridgePort);
    }
    wanted.add(new Wanted(
        LinkSpec.veth(InterfaceName.of("v0"), InterfaceName.of("v1"))
            .withIndex(pair)
            .withAddress(mac(random)),
        port.build(),
        names(random, "v0")));
    wanted.add(new Wanted(
        LinkSpec.vlan(InterfaceName.of("v0.7"), pair, 7).withData(vlan(random)),
        LinkChange.builder().group(random.nextInt(100)).build(),
        names(random, "v0.7")));
    wanted.add(new Wanted(
        LinkSpec.vrf(InterfaceName.of("blue"), 1 + random.nextInt(Integer.MAX_VALUE - 1)),
        LinkChange.builder().group(random.nextInt(100)).build(),
        names(random, "blue")));
    for (String kind : List.of("dummy", "ifb", "wireguard")) {
      wanted.add(new Wanted(
          LinkSpec.of(kind, InterfaceName.of(kind + "0")),
          change(random, kind).build(),
          names(random, kind)));
    }
    assertThat(host.netlink().links()).hasSize(1);
    return wanted;
  }

  private static LinkChange.Builder change(Random random, String kind) {
    LinkChange.Builder change = LinkChange.builder();
    List<Runnable> parts = List.of(
        () -> change.mtu(1280 + random.nextInt(220)),
        () -> change.group(random.nextInt(Integer.MAX_VALUE)),
        () -> change.txQueueLength(1 + random.nextInt(10_000)),
        () -> change.alias("alias " + random.nextInt(1000)),
        () -> change.addressGeneration(AddressGeneration.NONE),
        () -> change.flag(LinkFlag.ALLMULTI, random.nextBoolean()));
    parts.forEach(part -> sometimes(random, part));
    if (!kind.equals("wireguard")) {
      sometimes(random, () -> change.flag(LinkFlag.PROMISC, true));
    }
    return change;
  }

  private static LinkData.Vlan vlan(Random random) {
    return new LinkData.Vlan(
        1 + random.nextInt(4000),
        random.nextBoolean() ? LinkData.Vlan.PROTOCOL_8021Q : LinkData.Vlan.PROTOCOL_8021AD,
        random.nextInt(2) | (random.nextBoolean() ? LinkData.Vlan.LOOSE_BINDING : 0),
        random.nextBoolean() ? Map.of(1, 5, 3, 6) : Map.of(),
        random.nextBoolean() ? Map.of(2, 7, 0, 1) : Map.of());
  }

  private static <T extends Enum<T>> Map<T, Long> options(
      Random random, Map<T, List<Long>> possible) {
    Map<T, Long> options = new HashMap<>();
    new TreeMap<>(possible).forEach((option, values) -> {
      if (random.nextBoolean()) {
        options.put(option, values.get(random.nextInt(values.size())));
      }
    });
    return options;
  }

  private static List<String> names(Random random, String start) {
    return Stream.of(start + "-alternative-name-that-is-long", start + "2")
        .filter(name -> random.nextBoolean())
        .toList();
  }

  private static MacAddress mac(Random random) {
    return new MacAddress(((random.nextLong() >>> 16) & 0xfcff_ffff_ffffL) | 0x0200_0000_0000L);
  }

  private static void sometimes(Random random, Runnable part) {
    if (random.nextInt(3) == 0) {
      part.run();
    }
  }

  // As ip is told.

  private static List<String> commands(Wanted wanted) {
    LinkSpec spec = wanted.spec();
    StringBuilder add = new StringBuilder("link add ");
    spec.parent().ifPresent(parent -> add.append("link if").append(parent).append(' '));
    add.append("name ").append(spec.name());
    spec.index().ifPresent(index -> add.append(" index ").append(index));
    spec.address().ifPresent(address -> add.append(" address ").append(address));
    add.append(" type ").append(spec.kind());
    spec.peer().ifPresent(peer -> add.append(" peer name ").append(peer.name()));
    spec.data().ifPresent(data -> add.append(arguments(data)));
    List<String> commands = new ArrayList<>(List.of(add.toString()));
    commands.addAll(commands(spec.name(), wanted.change()));
    wanted
        .alternativeNames()
        .forEach(name -> commands.add("link property add dev " + spec.name() + " altname " + name));
    return commands;
  }

  private static List<String> commands(InterfaceName name, LinkChange change) {
    List<String> parts = new ArrayList<>();
    change.master().ifPresent(index -> parts.add("master br0"));
    change.mtu().ifPresent(mtu -> parts.add("mtu " + mtu));
    change.group().ifPresent(group -> parts.add("group " + group));
    change.txQueueLength().ifPresent(packets -> parts.add("txqueuelen " + packets));
    change.alias().ifPresent(alias -> parts.add("alias '" + alias + "'"));
    change.addressGeneration().ifPresent(way -> parts.add("addrgenmode " + way));
    change
        .flags()
        .forEach((flag, set) -> parts.add(
            (flag == LinkFlag.PROMISC ? "promisc" : "allmulticast") + (set ? " on" : " off")));
    change
        .bridgePort()
        .forEach((option, value) ->
            parts.add("type bridge_slave " + argument(option) + " " + value(option, value)));
    return parts.stream().map(part -> "link set dev " + name + " " + part).toList();
  }

  private static String argument(BridgePortOption option) {
    return switch (option) {
      case NEIGH_SUPPRESS, GROUP_FWD_MASK -> option.toString();
      default -> word(option);
    };
  }

  private static String argument(BridgeOption option) {
    return switch (option) {
      case GROUP_ADDR -> "group_address";
      case MCAST_QUERY_INTVL -> "mcast_query_interval";
      default -> option.toString();
    };
  }

  private static String value(BridgePortOption option, long value) {
    return switch (option) {
      case COST, PRIORITY, GROUP_FWD_MASK -> Long.toString(value);
      default -> value == 0 ? "off" : "on";
    };
  }

  private static String arguments(LinkData data) {
    StringBuilder text = new StringBuilder();
    if (data instanceof LinkData.Vrf vrf) {
      text.append(" table ").append(vrf.table());
    } else if (data instanceof LinkData.Bridge bridge) {
      bridge
          .options()
          .forEach((option, value) -> text.append(' ')
              .append(argument(option))
              .append(' ')
              .append(
                  option == BridgeOption.GROUP_ADDR ? new MacAddress(value).toString() : value));
    } else if (data instanceof LinkData.Vlan vlan) {
      text.append(" protocol ").append(vlan.protocol() == 0x8100 ? "802.1Q" : "802.1ad");
      text.append(" id ").append(vlan.id());
      text.append(" reorder_hdr ").append((vlan.flags() & 1) != 0 ? "on" : "off");
      text.append(" loose_binding ").append((vlan.flags() & 4) != 0 ? "on" : "off");
      vlan.ingressQos()
          .forEach((from, to) -> text.append(" ingress-qos-map ").append(from + ":" + to));
      vlan.egressQos()
          .forEach((from, to) -> text.append(" egress-qos-map ").append(from + ":" + to));
    }
    return text.toString();
  }
}

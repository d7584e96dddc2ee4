package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.link.BridgePortOption;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.link.LinkLimit;
import io.wgnetlink.link.LinkPort;
import io.wgnetlink.link.LinkStatistics;
import io.wgnetlink.link.MacAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A link as {@code ip -N -j -d -s link} prints it. */
final class PrintedLink {
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

  private PrintedLink() {}

  static Set<String> flags(JsonNode seen) {
    Set<String> flags = new HashSet<>();
    seen.get("flags").forEach(flag -> flags.add(flag.asText()));
    flags.remove("NO-CARRIER"); // not a flag: up and not running
    flags.remove("M-DOWN"); // not a flag: the parent is down
    return flags;
  }

  static Set<String> flagsAsIpPrints(Link link) {
    Set<String> flags = new HashSet<>();
    link.flags().forEach(flag -> flags.add(flag.name()));
    flags.remove("RUNNING"); // ip says so by leaving NO-CARRIER out
    return flags;
  }

  static ObjectNode asIpPrints(TestHost host, Link link) {
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

  static void assertSameData(JsonNode seen, Link link) {
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

  static void assertSamePort(JsonNode seen, Link link) {
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
  static String word(BridgePortOption option) {
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
}

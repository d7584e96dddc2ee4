package io.wgnetlink.route.nativetests;

import com.fasterxml.jackson.databind.JsonNode;
import io.wgnetlink.monitor.RouteState;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.SingleNexthop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a mirror knows and what {@code ip -N -j} prints, as lines that are the same for both. */
final class PrintedState {
  private PrintedState() {}

  static Set<String> routes(RouteState state) {
    Set<String> lines = new TreeSet<>();
    for (Route route : state.routes()) {
      String device =
          route.oif().map(index -> state.links().get(index).name().value()).orElse("");
      boolean dead = (route.flags() & 1) != 0;
      boolean carrierless = (route.flags() & 16) != 0;
      lines.add(String.join(
          " ",
          route.family().name(),
          Integer.toString(route.type().number()),
          route.destination().toString(),
          Integer.toString(route.table()),
          Integer.toString(route.protocol()),
          Integer.toUnsignedString(route.metric()),
          Integer.toString(route.tos()),
          device,
          route.gateway().map(IpAddresses::format).orElse(""),
          route.nexthopId().map(String::valueOf).orElse(""),
          Integer.toString(route.nexthops().size()),
          (dead ? "dead" : "") + (carrierless ? "linkdown" : "")));
    }
    return lines;
  }

  static String route(AddressFamily family, JsonNode route) {
    String flags = route.path("flags").toString();
    return String.join(
        " ",
        family.name(),
        route.path("type").asText("1"),
        destination(route.path("dst").asText(), family),
        route.path("table").asText("254"),
        route.path("protocol").asText("0"),
        route.path("metric").asText("0"),
        Integer.decode(route.path("tos").asText("0")).toString(),
        route.path("dev").asText(""),
        route.path("gateway").asText(route.path("via").path("host").asText("")),
        route.path("nhid").asText(""),
        Integer.toString(route.path("nexthops").size()),
        (flags.contains("\"dead\"") ? "dead" : "")
            + (flags.contains("\"linkdown\"") ? "linkdown" : ""));
  }

  private static String destination(String text, AddressFamily family) {
    if (text.equals("default")) {
      return family == AddressFamily.IPV4 ? "0.0.0.0/0" : "::/0";
    }
    return IpPrefix.parse(text).toString();
  }

  /** In the order in which they are tried. */
  static List<String> rules(RouteState state) {
    return state.rules().stream()
        .map(rule -> String.join(
            " ",
            rule.family().name(),
            Integer.toUnsignedString(rule.priority().orElseThrow()),
            rule.inverted() ? "not" : "",
            rule.source().map(IpPrefix::toString).orElse("all"),
            rule.iif().map(InterfaceName::value).orElse("")
                + ((rule.flags() & Rule.FLAG_IIF_DETACHED) != 0 ? " detached" : ""),
            rule.oif().map(InterfaceName::value).orElse("")
                + ((rule.flags() & Rule.FLAG_OIF_DETACHED) != 0 ? " detached" : ""),
            rule.gotoPriority().map(String::valueOf).orElse("")
                + (rule.isUnresolved() ? " unresolved" : ""),
            rule.table() == 0 ? "" : Integer.toString(rule.table())))
        .toList();
  }

  static String rule(AddressFamily family, JsonNode rule) {
    return String.join(
        " ",
        family.name(),
        rule.path("priority").asText(),
        rule.has("not") ? "not" : "",
        rule.path("src").asText() + (rule.has("srclen") ? "/" + rule.path("srclen") : ""),
        rule.path("iif").asText("") + (rule.has("iif_detached") ? " detached" : ""),
        rule.path("oif").asText("") + (rule.has("oif_detached") ? " detached" : ""),
        rule.path("goto").asText("") + (rule.has("unresolved") ? " unresolved" : ""),
        rule.path("table").asText(""));
  }

  static Set<String> nexthops(RouteState state) {
    Set<String> lines = new TreeSet<>();
    for (NexthopObject object : state.nexthops().values()) {
      if (object instanceof SingleNexthop single) {
        String device =
            single.oif().map(index -> state.links().get(index).name().value()).orElse("");
        String gateway = single.gateway().map(IpAddresses::format).orElse("");
        lines.add(single.id() + " " + device + " " + gateway + " " + single.blackhole());
      } else if (object instanceof NexthopGroup group) {
        lines.add(group.id() + " " + group.members());
      }
    }
    return lines;
  }

  static Set<String> nexthopsByIp(JsonNode shown) {
    Set<String> lines = new TreeSet<>();
    for (JsonNode object : shown) {
      if (object.has("group")) {
        List<String> members = new ArrayList<>();
        object
            .path("group")
            .forEach(member -> members.add(
                member.path("id").asInt() + "," + member.path("weight").asInt(1)));
        lines.add(object.path("id").asInt() + " " + members);
      } else {
        lines.add(object.path("id").asInt() + " " + object.path("dev").asText("") + " "
            + object.path("gateway").asText("") + " " + object.has("blackhole"));
      }
    }
    return lines;
  }

  static Set<String> addresses(RouteState state) {
    Set<String> lines = new TreeSet<>();
    state
        .addresses()
        .forEach((link, list) ->
            list.forEach(address -> lines.add(state.links().get(link).name() + " " + address)));
    return lines;
  }

  static Set<String> addressesByIp(JsonNode shown) {
    Set<String> lines = new TreeSet<>();
    for (JsonNode link : shown) {
      link.path("addr_info")
          .forEach(address -> lines.add(link.path("ifname").asText() + " "
              + address.path("local").asText() + "/" + address.path("prefixlen").asInt()));
    }
    return lines;
  }

  static Set<String> links(RouteState state) {
    Set<String> lines = new TreeSet<>();
    state
        .links()
        .values()
        .forEach(link -> lines.add(link.index() + " " + link.name() + " " + link.mtu() + " "
            + link.isUp() + " " + link.hasCarrier()));
    return lines;
  }

  static Set<String> linksByIp(JsonNode shown) {
    Set<String> lines = new TreeSet<>();
    for (JsonNode link : shown) {
      String flags = link.path("flags").toString();
      lines.add(link.path("ifindex").asInt() + " " + link.path("ifname").asText() + " "
          + link.path("mtu").asInt() + " " + flags.contains("\"UP\"") + " "
          + flags.contains("\"LOWER_UP\""));
    }
    return lines;
  }
}

package io.wgnetlink.route.nativetests;

import io.wgnetlink.link.BridgeOption;
import io.wgnetlink.link.BridgePortOption;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.net.InterfaceName;
import java.util.ArrayList;
import java.util.List;

/** A link to be made, and what is changed about it afterwards. */
record WantedLink(LinkSpec spec, LinkChange change, List<String> alternativeNames) {
  /** Returns the commands of {@code ip} that make it. */
  List<String> commands() {
    StringBuilder add = new StringBuilder("link add ");
    spec.parent().ifPresent(parent -> add.append("link if").append(parent).append(' '));
    add.append("name ").append(spec.name());
    spec.index().ifPresent(index -> add.append(" index ").append(index));
    spec.address().ifPresent(address -> add.append(" address ").append(address));
    add.append(" type ").append(spec.kind());
    spec.peer().ifPresent(peer -> add.append(" peer name ").append(peer.name()));
    spec.data().ifPresent(data -> add.append(arguments(data)));
    List<String> commands = new ArrayList<>(List.of(add.toString()));
    commands.addAll(commands(spec.name(), change));
    alternativeNames.forEach(
        name -> commands.add("link property add dev " + spec.name() + " altname " + name));
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
      default -> PrintedLink.word(option);
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

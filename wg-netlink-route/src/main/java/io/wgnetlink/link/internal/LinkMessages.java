package io.wgnetlink.link.internal;

import static io.wgnetlink.link.internal.LinkAttribute.IFLA_ADDRESS;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_AF_SPEC;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_ALT_IFNAME;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_CARRIER;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_GROUP;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_IFALIAS;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_IFNAME;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_LINK;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_LINKINFO;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_LINKMODE;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_MASTER;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_MTU;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_NET_NS_FD;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_NEW_IFINDEX;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_NUM_RX_QUEUES;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_NUM_TX_QUEUES;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_OPERSTATE;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_PROP_LIST;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_PROTO_DOWN;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_TXQLEN;
import static io.wgnetlink.link.internal.LinkFamilyAttribute.AF_INET;
import static io.wgnetlink.link.internal.LinkFamilyAttribute.AF_INET6;
import static io.wgnetlink.link.internal.LinkInet6Attribute.IFLA_INET6_ADDR_GEN_MODE;
import static io.wgnetlink.link.internal.LinkInetAttribute.IFLA_INET_CONF;
import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_DATA;
import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_KIND;
import static io.wgnetlink.link.internal.VethAttribute.VETH_INFO_PEER;

import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFilter;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The messages of links: requests from values, values from replies and events.
 *
 * <p>A change goes as {@code RTM_NEWLINK} without {@code NLM_F_CREATE}, as {@code ip link set}
 * sends it: {@code RTM_SETLINK} leaves {@code IFLA_LINKINFO} out.
 */
public final class LinkMessages {
  public static final int RTM_NEWLINK = 16;
  public static final int RTM_DELLINK = 17;
  public static final int RTM_GETLINK = 18;

  /** {@code RTNLGRP_LINK}, {@code uapi/linux/rtnetlink.h}. */
  public static final int RTNLGRP_LINK = 1;

  private static final int RTM_NEWLINKPROP = 108;
  private static final int RTM_DELLINKPROP = 109;

  private static final MessageSchema NEWLINK = schema("RTM_NEWLINK");
  private static final MessageSchema DELLINK = schema("RTM_DELLINK");
  private static final MessageSchema GETLINK = schema("RTM_GETLINK");
  private static final MessageSchema NEWLINKPROP = schema("RTM_NEWLINKPROP");
  private static final MessageSchema DELLINKPROP = schema("RTM_DELLINKPROP");

  private LinkMessages() {}

  private static MessageSchema schema(String name) {
    return new MessageSchema(name, InterfaceMessage.LENGTH, LinkAttribute.TABLE);
  }

  // Requests.

  /** Leaves the other end of a veth pair down. */
  public static Request create(LinkSpec spec) {
    return Request.of("create link " + spec, RTM_NEWLINK, NEWLINK, w -> writeSpec(w, spec))
        .withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_EXCL);
  }

  public static Request change(int index, LinkChange change) {
    return Request.of("set link " + index + " " + change, RTM_NEWLINK, NEWLINK, w -> {
      writeHeader(w, index, change);
      writeChange(w, change);
    });
  }

  /** A change by name, of anything but the name itself. */
  public static Request change(InterfaceName name, LinkChange change) {
    return Request.of("set link " + name + " " + change, RTM_NEWLINK, NEWLINK, w -> {
      writeHeader(w, 0, change);
      w.putString(IFLA_IFNAME, name.value());
      writeChange(w, change);
    });
  }

  public static Request delete(int index) {
    return Request.of("delete link " + index, RTM_DELLINK, DELLINK, w -> writeHeader(w, index));
  }

  public static Request delete(InterfaceName name) {
    return Request.of("delete link " + name, RTM_DELLINK, DELLINK, w -> writeName(w, name));
  }

  public static Request get(int index) {
    return Request.of("read link " + index, RTM_GETLINK, GETLINK, w -> writeHeader(w, index));
  }

  public static Request get(InterfaceName name) {
    return Request.of("read link " + name, RTM_GETLINK, GETLINK, w -> writeName(w, name));
  }

  /** The link with an alternative name. */
  public static Request getByAlternativeName(String name) {
    return Request.of("read link " + name, RTM_GETLINK, GETLINK, w -> {
      writeHeader(w, 0);
      w.putString(IFLA_ALT_IFNAME, name);
    });
  }

  public static Request dump(LinkFilter filter) {
    String what = filter.equals(LinkFilter.all()) ? "" : " " + filter;
    return Request.of("list links" + what, RTM_GETLINK, GETLINK, w -> {
      writeHeader(w, 0);
      filter.master().ifPresent(master -> w.putU32(IFLA_MASTER, master));
      filter.kind().ifPresent(kind -> {
        w.open(IFLA_LINKINFO);
        w.putString(IFLA_INFO_KIND, kind);
        w.close();
      });
    });
  }

  public static Request addAlternativeNames(int index, List<String> names) {
    return Request.of(
            "add alternative names " + names + " to link " + index,
            RTM_NEWLINKPROP,
            NEWLINKPROP,
            w -> writeNames(w, index, names))
        .withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_EXCL | MessageFlags.NLM_F_APPEND);
  }

  public static Request deleteAlternativeNames(int index, List<String> names) {
    return Request.of(
        "delete alternative names " + names + " of link " + index,
        RTM_DELLINKPROP,
        DELLINKPROP,
        w -> writeNames(w, index, names));
  }

  private static void writeNames(MessageWriter w, int index, List<String> names) {
    writeHeader(w, index);
    w.open(IFLA_PROP_LIST);
    names.forEach(name -> w.putString(LinkPropertyAttribute.IFLA_ALT_IFNAME, name));
    w.close();
  }

  private static void writeSpec(MessageWriter w, LinkSpec spec) {
    int flags = spec.up() ? LinkFlag.UP.mask() : 0;
    writeHeader(w, new InterfaceMessage(0, 0, spec.index().orElse(0), flags, flags));
    spec.mtu().ifPresent(mtu -> w.putU32(IFLA_MTU, mtu));
    spec.address().ifPresent(address -> w.putBytes(IFLA_ADDRESS, address.toBytes()));
    spec.parent().ifPresent(parent -> w.putU32(IFLA_LINK, parent));
    spec.master().ifPresent(master -> w.putU32(IFLA_MASTER, master));
    spec.group().ifPresent(group -> w.putU32(IFLA_GROUP, group));
    spec.txQueueLength().ifPresent(packets -> w.putU32(IFLA_TXQLEN, packets));
    spec.txQueues().ifPresent(count -> w.putU32(IFLA_NUM_TX_QUEUES, count));
    spec.rxQueues().ifPresent(count -> w.putU32(IFLA_NUM_RX_QUEUES, count));
    w.putString(IFLA_IFNAME, spec.name().value());
    w.open(IFLA_LINKINFO);
    if (spec.data().isPresent()) {
      LinkInfoWriter.writeData(w, spec.data().get());
    } else {
      w.putString(IFLA_INFO_KIND, spec.kind());
    }
    if (spec.peer().isPresent()) {
      LinkSpec.Peer peer = spec.peer().get();
      w.open(IFLA_INFO_DATA);
      w.putBytes(VETH_INFO_PEER, Payloads.of(end -> writePeer(end, spec, peer)));
      w.close();
    }
    w.close();
  }

  private static void writePeer(MessageWriter w, LinkSpec spec, LinkSpec.Peer peer) {
    writeHeader(w, 0);
    spec.mtu().ifPresent(mtu -> w.putU32(IFLA_MTU, mtu));
    peer.address().ifPresent(address -> w.putBytes(IFLA_ADDRESS, address.toBytes()));
    w.putString(IFLA_IFNAME, peer.name().value());
    peer.namespace().ifPresent(namespace -> w.putU32(IFLA_NET_NS_FD, namespace.descriptor()));
  }

  private static void writeChange(MessageWriter w, LinkChange change) {
    change.mtu().ifPresent(mtu -> w.putU32(IFLA_MTU, mtu));
    change.name().ifPresent(name -> w.putString(IFLA_IFNAME, name.value()));
    change.address().ifPresent(address -> w.putBytes(IFLA_ADDRESS, address.toBytes()));
    change.master().ifPresent(master -> w.putU32(IFLA_MASTER, master));
    change.namespace().ifPresent(namespace -> w.putU32(IFLA_NET_NS_FD, namespace.descriptor()));
    change.newIndex().ifPresent(index -> w.putU32(IFLA_NEW_IFINDEX, index));
    change.group().ifPresent(group -> w.putU32(IFLA_GROUP, group));
    change.txQueueLength().ifPresent(packets -> w.putU32(IFLA_TXQLEN, packets));
    change
        .alias()
        .ifPresent(text -> w.putBytes(IFLA_IFALIAS, text.getBytes(StandardCharsets.UTF_8)));
    change.carrier().ifPresent(on -> w.putU8(IFLA_CARRIER, on ? 1 : 0));
    change.linkMode().ifPresent(mode -> w.putU8(IFLA_LINKMODE, mode));
    change.operationalState().ifPresent(state -> w.putU8(IFLA_OPERSTATE, state.number()));
    change.protocolDown().ifPresent(down -> w.putU8(IFLA_PROTO_DOWN, down ? 1 : 0));
    writeFamilies(w, change);
    if (change.data().isPresent() || !change.bridgePort().isEmpty()) {
      w.open(IFLA_LINKINFO);
      change.data().ifPresent(data -> LinkInfoWriter.writeData(w, data));
      if (!change.bridgePort().isEmpty()) {
        LinkInfoWriter.writeBridgePort(w, change.bridgePort());
      }
      w.close();
    }
  }

  private static void writeFamilies(MessageWriter w, LinkChange change) {
    if (change.ipv4().isEmpty() && change.addressGeneration().isEmpty()) {
      return;
    }
    w.open(IFLA_AF_SPEC);
    if (!change.ipv4().isEmpty()) {
      w.open(AF_INET);
      w.putBytes(IFLA_INET_CONF, Payloads.of(conf -> writeSwitches(conf, change.ipv4())));
      w.close();
    }
    if (change.addressGeneration().isPresent()) {
      w.open(AF_INET6);
      w.putU8(IFLA_INET6_ADDR_GEN_MODE, change.addressGeneration().get().number());
      w.close();
    }
    w.close();
  }

  private static void writeSwitches(MessageWriter w, Map<Ipv4Switch, Integer> switches) {
    switches.forEach((setting, value) -> w.putU32(new Ipv4SwitchAttribute(setting), value));
  }

  private static void writeHeader(MessageWriter w, int index, LinkChange change) {
    int mask = 0;
    int flags = 0;
    for (Map.Entry<LinkFlag, Boolean> flag : change.flags().entrySet()) {
      mask |= flag.getKey().mask();
      flags |= flag.getValue() ? flag.getKey().mask() : 0;
    }
    writeHeader(w, new InterfaceMessage(0, 0, index, flags, mask));
  }

  private static void writeHeader(MessageWriter w, int index) {
    writeHeader(w, new InterfaceMessage(0, 0, index, 0, 0));
  }

  private static void writeName(MessageWriter w, InterfaceName name) {
    writeHeader(w, 0);
    w.putString(IFLA_IFNAME, name.value());
  }

  private static void writeHeader(MessageWriter w, InterfaceMessage header) {
    int at = w.reserve(InterfaceMessage.LENGTH);
    header.encode(w.buffer(), at);
  }

  // Replies and events.

  /**
   * Returns whether a message is about a link as such: a bridge and the wireless layer also send
   * messages of these types, about a port and about an event.
   */
  public static boolean isLink(MessageReader message) {
    int at = message.payload(InterfaceMessage.LENGTH);
    return InterfaceMessage.decode(message.buffer(), at).family() == 0
        && !new LinkReader(message).isWirelessEvent();
  }

  /** Reads the link that a message of type {@code RTM_NEWLINK} or {@code RTM_DELLINK} is about. */
  public static Link decode(MessageReader message) {
    return new LinkReader(message).read();
  }
}

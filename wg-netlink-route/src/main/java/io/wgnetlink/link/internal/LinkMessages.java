package io.wgnetlink.link.internal;

import static io.wgnetlink.link.internal.BridgePortAttribute.IFLA_BRPORT_ISOLATED;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_ADDRESS;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_AF_SPEC;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_IFNAME;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_LINKINFO;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_MASTER;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_MTU;
import static io.wgnetlink.link.internal.LinkAttribute.IFLA_NET_NS_FD;
import static io.wgnetlink.link.internal.LinkFamilyAttribute.AF_INET;
import static io.wgnetlink.link.internal.LinkInetAttribute.IFLA_INET_CONF;
import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_DATA;
import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_KIND;
import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_SLAVE_DATA;
import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_SLAVE_KIND;
import static io.wgnetlink.link.internal.VethAttribute.VETH_INFO_PEER;

import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
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

  private static final String BRIDGE = "bridge";

  private static final MessageSchema NEWLINK = schema("RTM_NEWLINK");
  private static final MessageSchema DELLINK = schema("RTM_DELLINK");
  private static final MessageSchema GETLINK = schema("RTM_GETLINK");

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

  public static Request dump() {
    return Request.of("list links", RTM_GETLINK, GETLINK, w -> writeHeader(w, 0));
  }

  private static void writeSpec(MessageWriter w, LinkSpec spec) {
    int flags = spec.up() ? LinkFlag.UP.mask() : 0;
    writeHeader(w, new InterfaceMessage(0, 0, 0, flags, flags));
    spec.mtu().ifPresent(mtu -> w.putU32(IFLA_MTU, mtu));
    spec.address().ifPresent(address -> w.putBytes(IFLA_ADDRESS, address.toBytes()));
    w.putString(IFLA_IFNAME, spec.name().value());
    w.open(IFLA_LINKINFO);
    w.putString(IFLA_INFO_KIND, spec.kind());
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
    w.putString(IFLA_IFNAME, peer.name().value());
    peer.namespace().ifPresent(namespace -> w.putU32(IFLA_NET_NS_FD, namespace.descriptor()));
  }

  private static void writeChange(MessageWriter w, LinkChange change) {
    change.mtu().ifPresent(mtu -> w.putU32(IFLA_MTU, mtu));
    change.name().ifPresent(name -> w.putString(IFLA_IFNAME, name.value()));
    change.address().ifPresent(address -> w.putBytes(IFLA_ADDRESS, address.toBytes()));
    change.master().ifPresent(master -> w.putU32(IFLA_MASTER, master));
    change.namespace().ifPresent(namespace -> w.putU32(IFLA_NET_NS_FD, namespace.descriptor()));
    if (!change.ipv4().isEmpty()) {
      w.open(IFLA_AF_SPEC);
      w.open(AF_INET);
      w.putBytes(IFLA_INET_CONF, Payloads.of(conf -> writeSwitches(conf, change.ipv4())));
      w.close();
      w.close();
    }
    if (change.bridgePortIsolated().isPresent()) {
      w.open(IFLA_LINKINFO);
      w.putString(IFLA_INFO_SLAVE_KIND, BRIDGE);
      w.open(IFLA_INFO_SLAVE_DATA);
      w.putU8(IFLA_BRPORT_ISOLATED, change.bridgePortIsolated().get() ? 1 : 0);
      w.close();
      w.close();
    }
  }

  private static void writeSwitches(MessageWriter w, Map<Ipv4Switch, Integer> switches) {
    switches.forEach((setting, value) -> w.putU32(new Ipv4SwitchAttribute(setting), value));
  }

  private static void writeHeader(MessageWriter w, int index, LinkChange change) {
    int flags = change.up().orElse(false) ? LinkFlag.UP.mask() : 0;
    int mask = change.up().isPresent() ? LinkFlag.UP.mask() : 0;
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

package io.wgnetlink.link.internal;

import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_DATA;
import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_KIND;
import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_SLAVE_DATA;
import static io.wgnetlink.link.internal.LinkInfoAttribute.IFLA_INFO_SLAVE_KIND;
import static io.wgnetlink.link.internal.VlanAttribute.IFLA_VLAN_EGRESS_QOS;
import static io.wgnetlink.link.internal.VlanAttribute.IFLA_VLAN_FLAGS;
import static io.wgnetlink.link.internal.VlanAttribute.IFLA_VLAN_ID;
import static io.wgnetlink.link.internal.VlanAttribute.IFLA_VLAN_INGRESS_QOS;
import static io.wgnetlink.link.internal.VlanAttribute.IFLA_VLAN_PROTOCOL;
import static io.wgnetlink.link.internal.VlanQosAttribute.IFLA_VLAN_QOS_MAPPING;
import static io.wgnetlink.link.internal.VrfAttribute.IFLA_VRF_TABLE;

import io.wgnetlink.link.BridgePortOption;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.util.Map;
import java.util.TreeMap;

/** Writes what is inside {@code IFLA_LINKINFO}: the kind, what belongs to it, and a port's part. */
final class LinkInfoWriter {
  private static final String BRIDGE = "bridge";

  /** Every flag of a VLAN that is known here: the kernel refuses a mask of others. */
  private static final int VLAN_FLAGS = LinkData.Vlan.REORDER_HDR
      | LinkData.Vlan.GVRP
      | LinkData.Vlan.LOOSE_BINDING
      | LinkData.Vlan.MVRP
      | LinkData.Vlan.BRIDGE_BINDING;

  private LinkInfoWriter() {}

  /** Writes a kind, with what a link has because of it. */
  static void writeData(MessageWriter w, LinkData data) {
    w.putString(IFLA_INFO_KIND, data.kind());
    if (data instanceof LinkData.Tun) {
      return; // read only
    }
    w.open(IFLA_INFO_DATA);
    if (data instanceof LinkData.Vrf vrf) {
      w.putU32(IFLA_VRF_TABLE, vrf.table());
    } else if (data instanceof LinkData.Vlan vlan) {
      writeVlan(w, vlan);
    } else if (data instanceof LinkData.Bridge bridge) {
      new TreeMap<>(bridge.options())
          .forEach((option, value) -> OptionAttribute.of(option).write(w, value));
    } else if (data instanceof LinkData.Other other) {
      other.attributes().forEach(kept -> w.putBytes(new KeptAttribute(kept), kept.payload()));
    }
    w.close();
  }

  private static void writeVlan(MessageWriter w, LinkData.Vlan vlan) {
    w.putBytes(
        IFLA_VLAN_PROTOCOL, new byte[] {(byte) (vlan.protocol() >>> 8), (byte) vlan.protocol()});
    w.putU16(IFLA_VLAN_ID, vlan.id());
    writeQos(w, IFLA_VLAN_INGRESS_QOS, vlan.ingressQos());
    writeQos(w, IFLA_VLAN_EGRESS_QOS, vlan.egressQos());
    int at = w.putStructure(IFLA_VLAN_FLAGS, 2 * Integer.BYTES);
    w.buffer().putInt(at, vlan.flags()).putInt(at + Integer.BYTES, VLAN_FLAGS | vlan.flags());
  }

  private static void writeQos(
      MessageWriter w, VlanAttribute list, Map<Integer, Integer> mappings) {
    if (mappings.isEmpty()) {
      return;
    }
    w.open(list);
    new TreeMap<>(mappings).forEach((from, to) -> {
      int at = w.putStructure(IFLA_VLAN_QOS_MAPPING, 2 * Integer.BYTES);
      w.buffer().putInt(at, from).putInt(at + Integer.BYTES, to);
    });
    w.close();
  }

  /** Writes options of a port of a bridge. */
  static void writeBridgePort(MessageWriter w, Map<BridgePortOption, Long> options) {
    w.putString(IFLA_INFO_SLAVE_KIND, BRIDGE);
    w.open(IFLA_INFO_SLAVE_DATA);
    new TreeMap<>(options).forEach((option, value) -> OptionAttribute.of(option).write(w, value));
    w.close();
  }
}

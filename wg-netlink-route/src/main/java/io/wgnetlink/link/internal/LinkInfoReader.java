package io.wgnetlink.link.internal;

import io.wgnetlink.link.BridgeOption;
import io.wgnetlink.link.BridgePortOption;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.link.LinkOption;
import io.wgnetlink.link.LinkPort;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads what is inside {@code IFLA_LINKINFO}: the kind, what belongs to it, and a port's part. What
 * an attribute means depends on the kind, wherever that stands: so the kinds are read first.
 */
final class LinkInfoReader {
  private static final Map<Integer, BridgeOption> BRIDGE_OPTIONS = byNumber(BridgeOption.values());

  private static final Map<Integer, BridgePortOption> PORT_OPTIONS =
      byNumber(BridgePortOption.values());

  private final AttributeCursor<?> info;
  private Optional<String> kind = Optional.empty();
  private Optional<String> masterKind = Optional.empty();

  private LinkInfoReader(AttributeCursor<?> info) {
    this.info = info;
  }

  private static <O extends LinkOption> Map<Integer, O> byNumber(O[] options) {
    return Arrays.stream(options).collect(Collectors.toMap(O::number, option -> option));
  }

  /** Reads the current attribute into a link. */
  static void read(AttributeCursor<?> info, Link.Builder link) {
    LinkInfoReader reader = new LinkInfoReader(info);
    reader.readKinds();
    reader.kind.ifPresent(link::kind);
    AttributeCursor<LinkInfoAttribute> cursor = reader.attributes();
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case IFLA_INFO_DATA -> reader.kind.ifPresent(name -> link.data(data(name, cursor)));
        case IFLA_INFO_SLAVE_DATA ->
          reader.masterKind.ifPresent(name -> link.port(port(name, cursor)));
        case IFLA_INFO_KIND, IFLA_INFO_SLAVE_KIND, IFLA_INFO_XSTATS -> {
          // Read before, and not part of the value.
        }
      }
    }
  }

  private AttributeCursor<LinkInfoAttribute> attributes() {
    return new AttributeCursor<>(LinkInfoAttribute.TABLE).inside(info);
  }

  private void readKinds() {
    AttributeCursor<LinkInfoAttribute> cursor = attributes();
    while (cursor.next()) {
      if (!cursor.isUnknown()) {
        if (cursor.attribute() == LinkInfoAttribute.IFLA_INFO_KIND) {
          kind = Optional.of(cursor.string());
        } else if (cursor.attribute() == LinkInfoAttribute.IFLA_INFO_SLAVE_KIND) {
          masterKind = Optional.of(cursor.string());
        }
      }
    }
  }

  private static LinkData data(String kind, AttributeCursor<?> data) {
    return switch (kind) {
      case "vrf" -> vrf(data);
      case "vlan" -> vlan(data);
      case "tun" -> tun(data);
      case "bridge" -> new LinkData.Bridge(options(data, BRIDGE_OPTIONS, BridgeOption.class));
      default -> new LinkData.Other(kind, copies(data));
    };
  }

  private static LinkPort port(String kind, AttributeCursor<?> data) {
    return switch (kind) {
      case "bridge" -> new LinkPort.OfBridge(options(data, PORT_OPTIONS, BridgePortOption.class));
      case "vrf" -> vrfPort(data);
      default -> new LinkPort.OfOther(kind, copies(data));
    };
  }

  private static <O extends Enum<O> & LinkOption> Map<O, Long> options(
      AttributeCursor<?> data, Map<Integer, O> known, Class<O> type) {
    Map<O, Long> values = new EnumMap<>(type);
    AttributeCursor<?> cursor = AttributeCursor.ofElements().inside(data);
    while (cursor.next()) {
      O option = known.get(cursor.type());
      if (option != null) {
        values.put(option, OptionAttribute.read(cursor, option.form()));
      }
    }
    return values;
  }

  private static List<UnknownAttribute> copies(AttributeCursor<?> data) {
    List<UnknownAttribute> copies = new ArrayList<>();
    AttributeCursor<?> cursor = AttributeCursor.ofElements().inside(data);
    while (cursor.next()) {
      copies.add(cursor.copy());
    }
    return copies;
  }

  private static LinkData vrf(AttributeCursor<?> data) {
    int table = 0;
    AttributeCursor<VrfAttribute> cursor = new AttributeCursor<>(VrfAttribute.TABLE).inside(data);
    while (cursor.next()) {
      if (!cursor.isUnknown()) {
        table = cursor.s32();
      }
    }
    return new LinkData.Vrf(table);
  }

  private static LinkPort vrfPort(AttributeCursor<?> data) {
    int table = 0;
    AttributeCursor<VrfPortAttribute> cursor =
        new AttributeCursor<>(VrfPortAttribute.TABLE).inside(data);
    while (cursor.next()) {
      if (!cursor.isUnknown()) {
        table = cursor.s32();
      }
    }
    return new LinkPort.OfVrf(table);
  }

  private static LinkData vlan(AttributeCursor<?> data) {
    int id = 0;
    int protocol = LinkData.Vlan.PROTOCOL_8021Q;
    int flags = 0;
    Map<Integer, Integer> ingress = Map.of();
    Map<Integer, Integer> egress = Map.of();
    AttributeCursor<VlanAttribute> cursor = new AttributeCursor<>(VlanAttribute.TABLE).inside(data);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case IFLA_VLAN_ID -> id = cursor.u16() & 0xfff;
        case IFLA_VLAN_PROTOCOL ->
          protocol = Short.toUnsignedInt(ByteBuffer.wrap(cursor.bytes()).getShort(0));
        case IFLA_VLAN_FLAGS -> flags = cursor.s32();
        case IFLA_VLAN_INGRESS_QOS -> ingress = qos(cursor);
        case IFLA_VLAN_EGRESS_QOS -> egress = qos(cursor);
      }
    }
    return new LinkData.Vlan(id, protocol, flags, ingress, egress);
  }

  private static Map<Integer, Integer> qos(AttributeCursor<?> list) {
    Map<Integer, Integer> mappings = new HashMap<>();
    AttributeCursor<VlanQosAttribute> cursor =
        new AttributeCursor<>(VlanQosAttribute.TABLE).inside(list);
    while (cursor.next()) {
      if (!cursor.isUnknown()) {
        ByteBuffer buffer = cursor.buffer();
        int at = cursor.payload();
        mappings.put(buffer.getInt(at), buffer.getInt(at + Integer.BYTES));
      }
    }
    return mappings;
  }

  private static LinkData tun(AttributeCursor<?> data) {
    Map<TunAttribute, Integer> values = new EnumMap<>(TunAttribute.class);
    AttributeCursor<TunAttribute> cursor = new AttributeCursor<>(TunAttribute.TABLE).inside(data);
    while (cursor.next()) {
      if (!cursor.isUnknown()) {
        boolean wide = cursor.payloadLength() >= Integer.BYTES;
        values.put(cursor.attribute(), wide ? cursor.s32() : cursor.u8());
      }
    }
    return new LinkData.Tun(
        values.getOrDefault(TunAttribute.IFLA_TUN_TYPE, 0),
        values.getOrDefault(TunAttribute.IFLA_TUN_OWNER, -1),
        values.getOrDefault(TunAttribute.IFLA_TUN_GROUP, -1),
        values.getOrDefault(TunAttribute.IFLA_TUN_PI, 0) != 0,
        values.getOrDefault(TunAttribute.IFLA_TUN_VNET_HDR, 0) != 0,
        values.getOrDefault(TunAttribute.IFLA_TUN_PERSIST, 0) != 0,
        values.getOrDefault(TunAttribute.IFLA_TUN_MULTI_QUEUE, 0) != 0,
        values.getOrDefault(TunAttribute.IFLA_TUN_NUM_QUEUES, 0),
        values.getOrDefault(TunAttribute.IFLA_TUN_NUM_DISABLED_QUEUES, 0));
  }
}

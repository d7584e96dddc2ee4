package io.wgnetlink.link.internal;

import io.wgnetlink.link.AddressGeneration;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkLimit;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.link.OperationalState;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Collects the parts of one {@link Link} from a message. */
final class LinkReader {
  private static final Map<Integer, LinkLimit> LIMITS = Arrays.stream(LinkLimit.values())
      .collect(Collectors.toMap(LinkLimit::number, limit -> limit));

  private final MessageReader message;
  private final Map<LinkLimit, Integer> limits = new EnumMap<>(LinkLimit.class);
  private final List<UnknownAttribute> unknown = new ArrayList<>(0);

  LinkReader(MessageReader message) {
    this.message = message;
  }

  boolean isWirelessEvent() {
    AttributeCursor<LinkAttribute> cursor = attributes();
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == LinkAttribute.IFLA_WIRELESS) {
        return true;
      }
    }
    return false;
  }

  Link read() {
    int at = message.payload(InterfaceMessage.LENGTH);
    InterfaceMessage header = InterfaceMessage.decode(message.buffer(), at);
    Link.Builder link = Link.builder(header.index(), readName())
        .hardwareType(header.type())
        .flags(LinkFlag.of(header.flags()));
    AttributeCursor<LinkAttribute> cursor = attributes();
    while (cursor.next()) {
      LinkLimit limit = LIMITS.get(cursor.type());
      if (cursor.isUnknown()) {
        unknown.add(cursor.copy());
      } else if (limit != null) {
        limits.put(limit, cursor.s32());
      } else {
        readAttribute(cursor, link);
      }
    }
    return link.limits(limits).unknownAttributes(unknown).build();
  }

  private AttributeCursor<LinkAttribute> attributes() {
    return new AttributeCursor<>(LinkAttribute.TABLE).over(message, InterfaceMessage.LENGTH);
  }

  private void readAttribute(AttributeCursor<LinkAttribute> cursor, Link.Builder link) {
    switch (cursor.attribute()) {
      case IFLA_MTU -> link.mtu(cursor.s32());
      case IFLA_MASTER -> link.master(cursor.s32());
      case IFLA_LINK -> link.parent(cursor.s32());
      case IFLA_LINK_NETNSID -> link.parentNamespace(cursor.s32());
      case IFLA_ADDRESS -> readMac(cursor, link::address);
      case IFLA_BROADCAST -> readMac(cursor, link::broadcast);
      case IFLA_PERM_ADDRESS -> readMac(cursor, link::permanentAddress);
      case IFLA_IFALIAS -> link.alias(cursor.string());
      case IFLA_PROP_LIST ->
        link.alternativeNames(
            names(new AttributeCursor<>(LinkPropertyAttribute.TABLE).inside(cursor)));
      case IFLA_GROUP -> link.group(cursor.s32());
      case IFLA_TXQLEN -> link.txQueueLength(cursor.s32());
      case IFLA_QDISC -> link.queueingDiscipline(cursor.string());
      case IFLA_OPERSTATE -> link.operationalState(new OperationalState(cursor.u8()));
      case IFLA_LINKMODE -> link.linkMode(cursor.u8());
      case IFLA_CARRIER -> link.carrier(cursor.u8() != 0);
      case IFLA_PROTO_DOWN -> link.protocolDown(cursor.u8() != 0);
      case IFLA_PARENT_DEV_BUS_NAME -> link.parentBus(cursor.string());
      case IFLA_PARENT_DEV_NAME -> link.parentDevice(cursor.string());
      case IFLA_STATS64 ->
        link.statistics(
            LinkStatisticsCodec.decode(cursor.buffer(), cursor.payload(), cursor.payloadLength()));
      case IFLA_LINKINFO -> LinkInfoReader.read(cursor, link);
      case IFLA_AF_SPEC ->
        readFamilies(new AttributeCursor<>(LinkFamilyAttribute.TABLE).inside(cursor), link);
      default -> {
        // Not part of the value.
      }
    }
  }

  /** An address of another length than Ethernet's is kept as it came. */
  private void readMac(AttributeCursor<LinkAttribute> cursor, Consumer<MacAddress> part) {
    if (cursor.payloadLength() == MacAddress.BYTES) {
      part.accept(MacAddress.of(cursor.bytes()));
    } else {
      unknown.add(cursor.copy());
    }
  }

  private InterfaceName readName() {
    Optional<InterfaceName> name = Optional.empty();
    AttributeCursor<LinkAttribute> cursor = attributes();
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == LinkAttribute.IFLA_IFNAME) {
        name = Optional.of(readName(cursor));
      }
    }
    return name.orElseThrow(
        () -> new MalformedMessageException(message.start(), "a link without IFLA_IFNAME"));
  }

  private static InterfaceName readName(AttributeCursor<LinkAttribute> cursor) {
    try {
      return new InterfaceName(cursor.string());
    } catch (IllegalArgumentException e) {
      throw (MalformedMessageException)
          new MalformedMessageException(cursor.payload(), "IFLA_IFNAME: " + e.getMessage())
              .initCause(e);
    }
  }

  private static List<String> names(AttributeCursor<LinkPropertyAttribute> cursor) {
    List<String> names = new ArrayList<>();
    while (cursor.next()) {
      if (!cursor.isUnknown()) {
        names.add(cursor.string());
      }
    }
    return names;
  }

  private static void readFamilies(AttributeCursor<LinkFamilyAttribute> cursor, Link.Builder link) {
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case AF_INET ->
          readInet(new AttributeCursor<>(LinkInetAttribute.TABLE).inside(cursor), link);
        case AF_INET6 ->
          readInet6(new AttributeCursor<>(LinkInet6Attribute.TABLE).inside(cursor), link);
      }
    }
  }

  private static void readInet(AttributeCursor<LinkInetAttribute> cursor, Link.Builder link) {
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == LinkInetAttribute.IFLA_INET_CONF) {
        link.ipv4(readSwitches(cursor));
      }
    }
  }

  private static Map<Ipv4Switch, Integer> readSwitches(AttributeCursor<LinkInetAttribute> cursor) {
    Map<Ipv4Switch, Integer> switches = new EnumMap<>(Ipv4Switch.class);
    int count = cursor.payloadLength() / Integer.BYTES;
    for (Ipv4Switch setting : Ipv4Switch.values()) {
      if (setting.number() <= count) {
        int at = cursor.payload() + (setting.number() - 1) * Integer.BYTES;
        switches.put(setting, cursor.buffer().getInt(at));
      }
    }
    return switches;
  }

  private static void readInet6(AttributeCursor<LinkInet6Attribute> cursor, Link.Builder link) {
    while (cursor.next()) {
      if (!cursor.isUnknown()
          && cursor.attribute() == LinkInet6Attribute.IFLA_INET6_ADDR_GEN_MODE) {
        link.addressGeneration(new AddressGeneration(cursor.u8()));
      }
    }
  }
}

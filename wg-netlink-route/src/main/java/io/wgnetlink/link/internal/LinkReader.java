package io.wgnetlink.link.internal;

import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkStatistics;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the parts of one {@link Link} from a message. */
final class LinkReader {
  private final MessageReader message;

  private Optional<InterfaceName> name = Optional.empty();
  private Optional<String> kind = Optional.empty();
  private int mtu;
  private Optional<Integer> master = Optional.empty();
  private Optional<Integer> parent = Optional.empty();
  private Optional<MacAddress> address = Optional.empty();
  private Optional<LinkStatistics> statistics = Optional.empty();
  private final Map<Ipv4Switch, Integer> ipv4 = new EnumMap<>(Ipv4Switch.class);
  private boolean bridgePort;
  private Optional<Boolean> isolated = Optional.empty();
  private final List<UnknownAttribute> unknown = new ArrayList<>();

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
    AttributeCursor<LinkAttribute> cursor = attributes();
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        unknown.add(cursor.copy());
      } else {
        readAttribute(cursor);
      }
    }
    InterfaceName linkName = name.orElseThrow(
        () -> new MalformedMessageException(message.start(), "a link without IFLA_IFNAME"));
    return new Link(
        header.index(),
        linkName,
        kind,
        LinkFlag.of(header.flags()),
        mtu,
        master,
        parent,
        address,
        statistics,
        ipv4,
        bridgePort ? isolated : Optional.empty(),
        unknown);
  }

  private AttributeCursor<LinkAttribute> attributes() {
    return new AttributeCursor<>(LinkAttribute.TABLE).over(message, InterfaceMessage.LENGTH);
  }

  private void readAttribute(AttributeCursor<LinkAttribute> cursor) {
    switch (cursor.attribute()) {
      case IFLA_IFNAME -> name = Optional.of(readName(cursor));
      case IFLA_MTU -> mtu = cursor.s32();
      case IFLA_MASTER -> master = Optional.of(cursor.s32());
      case IFLA_LINK -> parent = Optional.of(cursor.s32());
      case IFLA_ADDRESS -> {
        if (cursor.payloadLength() == MacAddress.BYTES) {
          address = Optional.of(MacAddress.of(cursor.bytes()));
        }
      }
      case IFLA_STATS64 ->
        statistics = Optional.of(
            LinkStatisticsCodec.decode(cursor.buffer(), cursor.payload(), cursor.payloadLength()));
      case IFLA_LINKINFO -> readInfo(new AttributeCursor<>(LinkInfoAttribute.TABLE).inside(cursor));
      case IFLA_AF_SPEC ->
        readFamilies(new AttributeCursor<>(LinkFamilyAttribute.TABLE).inside(cursor));
      default -> {
        // Not part of the value.
      }
    }
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

  private void readInfo(AttributeCursor<LinkInfoAttribute> cursor) {
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case IFLA_INFO_KIND -> kind = Optional.of(cursor.string());
        case IFLA_INFO_SLAVE_KIND -> bridgePort = cursor.string().equals("bridge");
        case IFLA_INFO_SLAVE_DATA ->
          readPort(new AttributeCursor<>(BridgePortAttribute.TABLE).inside(cursor));
        case IFLA_INFO_DATA, IFLA_INFO_XSTATS -> {
          // Not part of the value.
        }
      }
    }
  }

  private void readPort(AttributeCursor<BridgePortAttribute> cursor) {
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == BridgePortAttribute.IFLA_BRPORT_ISOLATED) {
        isolated = Optional.of(cursor.u8() != 0);
      }
    }
  }

  private void readFamilies(AttributeCursor<LinkFamilyAttribute> cursor) {
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == LinkFamilyAttribute.AF_INET) {
        readInet(new AttributeCursor<>(LinkInetAttribute.TABLE).inside(cursor));
      }
    }
  }

  private void readInet(AttributeCursor<LinkInetAttribute> cursor) {
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == LinkInetAttribute.IFLA_INET_CONF) {
        readSwitches(cursor);
      }
    }
  }

  private void readSwitches(AttributeCursor<LinkInetAttribute> cursor) {
    int count = cursor.payloadLength() / Integer.BYTES;
    for (Ipv4Switch setting : Ipv4Switch.values()) {
      if (setting.number() <= count) {
        int at = cursor.payload() + (setting.number() - 1) * Integer.BYTES;
        ipv4.put(setting, cursor.buffer().getInt(at));
      }
    }
  }
}

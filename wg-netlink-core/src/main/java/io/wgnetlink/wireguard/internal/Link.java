package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;

/**
 * What is to be known of an interface here, and the messages that ask for it.
 *
 * <pre>
 * struct ifinfomsg, uapi/linux/rtnetlink.h; all zero in a request
 * +--------+--------+-----------------+
 * | family |  (pad) |   type (u16)    |  0
 * +--------+--------+-----------------+
 * |            index (s32)            |  4
 * +-----------------------------------+
 * |            flags (u32)            |  8
 * +-----------------------------------+
 * |            change (u32)           | 12
 * +-----------------------------------+
 * </pre>
 *
 * @param kind what {@code ip link add type} calls it; empty for hardware and {@code lo}
 */
record Link(int index, String name, String kind) {
  private static final int RTM_GETLINK = 18;
  private static final int HEADER = 16;
  private static final int INDEX = 4;

  /** {@code RTEXT_FILTER_SKIP_STATS}, {@code uapi/linux/rtnetlink.h}. */
  private static final int SKIP_STATS = 8;

  private static final MessageSchema GET_LINK =
      new MessageSchema("RTM_GETLINK", HEADER, LinkAttribute.TABLE);

  /** Returns the dump of the links of a kind; a kernel that does not know the kind sends all. */
  static Request ofKind(String kind) {
    return Request.of("list interfaces of kind " + kind, RTM_GETLINK, GET_LINK, writer -> {
      putHeader(writer);
      writer.open(LinkAttribute.IFLA_LINKINFO);
      writer.putString(LinkAttribute.Info.IFLA_INFO_KIND, kind);
      writer.close();
    });
  }

  /** Returns the request for one link. */
  static Request named(InterfaceName name) {
    return Request.of("find interface " + name, RTM_GETLINK, GET_LINK, writer -> {
      putHeader(writer);
      writer.putString(LinkAttribute.IFLA_IFNAME, name.value());
    });
  }

  private static void putHeader(MessageWriter writer) {
    writer.reserve(HEADER);
    writer.putU32(LinkAttribute.IFLA_EXT_MASK, SKIP_STATS);
  }

  /** Reads an {@code RTM_NEWLINK} message. */
  static Link decode(MessageReader message) {
    int index = message.buffer().getInt(message.payload(HEADER) + INDEX);
    String name = "";
    String kind = "";
    AttributeCursor<LinkAttribute> fields = new AttributeCursor<>(LinkAttribute.TABLE);
    fields.over(message, HEADER);
    while (fields.next()) {
      if (fields.isUnknown()) {
        continue;
      }
      switch (fields.attribute()) {
        case IFLA_IFNAME -> name = fields.string();
        case IFLA_LINKINFO -> kind = kind(fields);
        case IFLA_EXT_MASK -> {}
      }
    }
    return new Link(index, name, kind);
  }

  /**
   * Returns the name; only for a link that is used, as others may have names that this library has
   * no use for.
   *
   * @throws MalformedMessageException when it is no name
   */
  InterfaceName interfaceName() {
    try {
      return InterfaceName.of(name);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(0, "IFLA_IFNAME: " + e.getMessage());
    }
  }

  private static String kind(AttributeCursor<LinkAttribute> fields) {
    AttributeCursor<LinkAttribute.Info> info = new AttributeCursor<>(LinkAttribute.Info.TABLE);
    info.inside(fields);
    String kind = "";
    while (info.next()) {
      if (!info.isUnknown()) {
        kind = info.string();
      }
    }
    return kind;
  }
}

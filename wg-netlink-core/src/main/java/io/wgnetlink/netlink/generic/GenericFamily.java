package io.wgnetlink.netlink.generic;

import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A generic netlink family as the kernel registered it. Immutable; the numbers hold until the
 * family's module is unloaded.
 *
 * @param name for example {@code wireguard}
 * @param id the message type of its messages
 * @param version the version of its interface
 * @param multicastGroups group numbers by name, for subscriptions
 */
public record GenericFamily(
    String name, int id, int version, Map<String, Integer> multicastGroups) {
  /** {@code GENL_ID_CTRL}: the one family whose number is fixed. */
  static final int CONTROL_ID = 0x10;

  private static final int CTRL_CMD_GETFAMILY = 3;
  static final int CONTROL_VERSION = 2;

  private static final MessageSchema GET_FAMILY =
      new MessageSchema("CTRL_CMD_GETFAMILY", GenericHeader.LENGTH, ControlAttribute.TABLE);

  public GenericFamily {
    multicastGroups = Map.copyOf(multicastGroups);
  }

  /**
   * Asks the kernel for a family; one round trip. The kernel loads the family's module if there is
   * one and the process may.
   *
   * @param client a client of {@code NETLINK_GENERIC}
   * @throws io.wgnetlink.netlink.NetlinkException with {@code ENOENT} when the kernel has no such
   *     family
   */
  public static GenericFamily resolve(NetlinkClient client, String name) {
    Request request =
        Request.of("find generic netlink family " + name, CONTROL_ID, GET_FAMILY, writer -> {
          GenericHeader.encode(writer, CTRL_CMD_GETFAMILY, CONTROL_VERSION);
          writer.putString(ControlAttribute.CTRL_ATTR_FAMILY_NAME, name);
        });
    return client.get(request, GenericFamily::decode);
  }

  /** Returns a request of one of the family's commands; {@code attributes} follow its header. */
  public Request request(
      String operation, int command, MessageSchema schema, Consumer<MessageWriter> attributes) {
    return Request.of(operation, id, schema, writer -> {
      GenericHeader.encode(writer, command, version);
      attributes.accept(writer);
    });
  }

  static GenericFamily decode(MessageReader message) {
    String name = "";
    int id = 0;
    int version = 0;
    Map<String, Integer> groups = new HashMap<>();
    AttributeCursor<ControlAttribute> cursor = new AttributeCursor<>(ControlAttribute.TABLE);
    cursor.over(message, GenericHeader.LENGTH);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case CTRL_ATTR_FAMILY_ID -> id = cursor.u16();
        case CTRL_ATTR_FAMILY_NAME -> name = cursor.string();
        case CTRL_ATTR_VERSION -> version = cursor.s32();
        case CTRL_ATTR_MCAST_GROUPS -> decodeGroups(cursor, groups);
        case CTRL_ATTR_HDRSIZE, CTRL_ATTR_MAXATTR, CTRL_ATTR_POLICY, CTRL_ATTR_OP_POLICY -> {}
      }
    }
    if (id == 0 || name.isEmpty()) {
      throw new MalformedMessageException(
          message.start(), "a family without CTRL_ATTR_FAMILY_ID or CTRL_ATTR_FAMILY_NAME");
    }
    return new GenericFamily(name, id, version, groups);
  }

  private static void decodeGroups(
      AttributeCursor<ControlAttribute> list, Map<String, Integer> groups) {
    AttributeCursor<?> element = AttributeCursor.ofElements().inside(list);
    AttributeCursor<ControlAttribute.Group> cursor =
        new AttributeCursor<>(ControlAttribute.Group.TABLE);
    while (element.next()) {
      String name = "";
      int id = 0;
      cursor.inside(element);
      while (cursor.next()) {
        if (cursor.isUnknown()) {
          continue;
        }
        switch (cursor.attribute()) {
          case CTRL_ATTR_MCAST_GRP_NAME -> name = cursor.string();
          case CTRL_ATTR_MCAST_GRP_ID -> id = cursor.s32();
        }
      }
      if (id == 0 || name.isEmpty()) {
        throw new MalformedMessageException(
            element.payload(), "a multicast group without its number or its name");
      }
      groups.put(name, id);
    }
  }
}

package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the names of WireGuard interfaces from an {@code RTM_GETLINK} dump. The kernel is asked
 * for links of this kind only; it ignores the filter while the module is not loaded, so the kind is
 * checked here as well.
 */
final class InterfaceList implements DumpVisitor {
  private static final String KIND = "wireguard";
  private static final int RTM_GETLINK = 18;

  /** {@code struct ifinfomsg}, {@code uapi/linux/rtnetlink.h}; all zero in the request. */
  private static final int LINK_HEADER = 16;

  /** {@code RTEXT_FILTER_SKIP_STATS}, {@code uapi/linux/rtnetlink.h}. */
  private static final int SKIP_STATS = 8;

  private static final MessageSchema GET_LINK =
      new MessageSchema("RTM_GETLINK", LINK_HEADER, LinkAttribute.TABLE);

  private final AttributeCursor<LinkAttribute> fields = new AttributeCursor<>(LinkAttribute.TABLE);
  private final AttributeCursor<LinkAttribute.Info> info =
      new AttributeCursor<>(LinkAttribute.Info.TABLE);
  private final List<InterfaceName> names = new ArrayList<>();

  static Request request() {
    return Request.of(
        "list WireGuard interfaces", RTM_GETLINK, GET_LINK, InterfaceList::encodeFilter);
  }

  private static void encodeFilter(MessageWriter writer) {
    writer.reserve(LINK_HEADER);
    writer.putU32(LinkAttribute.IFLA_EXT_MASK, SKIP_STATS);
    writer.open(LinkAttribute.IFLA_LINKINFO);
    writer.putString(LinkAttribute.Info.IFLA_INFO_KIND, KIND);
    writer.close();
  }

  @Override
  public void begin(int attempt) {
    names.clear();
  }

  @Override
  public void message(MessageReader message) {
    String name = "";
    boolean wireGuard = false;
    fields.over(message, LINK_HEADER);
    while (fields.next()) {
      if (fields.isUnknown()) {
        continue;
      }
      switch (fields.attribute()) {
        case IFLA_IFNAME -> name = fields.string();
        case IFLA_LINKINFO -> wireGuard = isWireGuard();
        case IFLA_EXT_MASK -> {}
      }
    }
    if (wireGuard) {
      add(message, name);
    }
  }

  private boolean isWireGuard() {
    info.inside(fields);
    while (info.next()) {
      if (!info.isUnknown() && info.string().equals(KIND)) {
        return true;
      }
    }
    return false;
  }

  private void add(MessageReader message, String name) {
    try {
      names.add(InterfaceName.of(name));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(message.start(), "IFLA_IFNAME: " + e.getMessage());
    }
  }

  List<InterfaceName> names() {
    return List.copyOf(names);
  }
}

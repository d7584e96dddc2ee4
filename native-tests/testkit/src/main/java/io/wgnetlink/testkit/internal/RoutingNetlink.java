package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.wireguard.internal.LinkAttribute;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;

/** rtnetlink, as much of it as WireGuard's client asks: the list of links of a kind. */
final class RoutingNetlink implements Protocol {
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;

  /** {@code struct ifinfomsg}, {@code uapi/linux/rtnetlink.h}: the index lies at offset 4. */
  private static final int LINK_HEADER = 16;

  private static final int IFI_INDEX = 4;

  private final MemoryKernel kernel;

  RoutingNetlink(MemoryKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public Optional<Answer> carryOut(MessageReader request) {
    throw new Refusal(Errno.EOPNOTSUPP);
  }

  @Override
  public Answer dump(MessageReader request) {
    if (request.type() != RTM_GETLINK) {
      throw new Refusal(Errno.EOPNOTSUPP);
    }
    String kind = kindAskedFor(request);
    Trouble.Verdict verdict = kernel.trouble().before(Trouble.RequestKind.LISTING);
    if (verdict.answerLost()) {
      return Answer.lost();
    }
    Iterator<NetworkInterface> links = kernel.locked(() -> kernel.interfaces().stream()
        .filter(link -> kind.isEmpty() || link.kind().equals(kind))
        .iterator());
    return Answer.dump(
        (writer, sequence, flags) -> write(links, writer, sequence, flags), verdict.interrupted());
  }

  private static String kindAskedFor(MessageReader request) {
    AttributeCursor<LinkAttribute> fields = new AttributeCursor<>(LinkAttribute.TABLE);
    AttributeCursor<LinkAttribute.Info> info = new AttributeCursor<>(LinkAttribute.Info.TABLE);
    fields.over(request, LINK_HEADER);
    while (fields.next()) {
      if (!fields.isUnknown() && fields.attribute() == LinkAttribute.IFLA_LINKINFO) {
        info.inside(fields);
        while (info.next()) {
          if (!info.isUnknown()) {
            return info.string();
          }
        }
      }
    }
    return "";
  }

  private static boolean write(
      Iterator<NetworkInterface> links, MessageWriter writer, int sequence, int flags) {
    if (!links.hasNext()) {
      return false;
    }
    NetworkInterface link = links.next();
    writer.beginMessage(RTM_NEWLINK, flags, sequence);
    int at = writer.reserve(LINK_HEADER);
    ByteBuffer header = writer.buffer();
    header.putInt(at + IFI_INDEX, link.index());
    writer.putString(LinkAttribute.IFLA_IFNAME, link.name().value());
    if (!link.kind().isEmpty()) {
      writer.open(LinkAttribute.IFLA_LINKINFO);
      writer.putString(LinkAttribute.Info.IFLA_INFO_KIND, link.kind());
      writer.close();
    }
    writer.endMessage();
    return true;
  }
}

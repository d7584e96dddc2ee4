package io.wgnetlink.testkit.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.wireguard.internal.LinkAttribute;
import java.util.Iterator;
import java.util.Optional;

/** rtnetlink, as much of it as WireGuard's client asks: a link, and the list of those of a kind. */
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
    if (request.type() != RTM_GETLINK) {
      throw new Refusal(Errno.EOPNOTSUPP);
    }
    NetworkInterface link =
        kernel.locked(() -> named(request)).orElseThrow(() -> new Refusal(Errno.ENODEV));
    return Optional.of((writer, sequence) -> {
      write(link, writer, sequence, 0);
      return false;
    });
  }

  /** Returns the interface that is asked for, by name or else by index. */
  private Optional<NetworkInterface> named(MessageReader request) {
    AttributeCursor<LinkAttribute> fields = new AttributeCursor<>(LinkAttribute.TABLE);
    fields.over(request, LINK_HEADER);
    while (fields.next()) {
      if (!fields.isUnknown() && fields.attribute() == LinkAttribute.IFLA_IFNAME) {
        return kernel.find(InterfaceName.of(fields.string()));
      }
    }
    return kernel.find(request.buffer().getInt(request.payload(LINK_HEADER) + IFI_INDEX));
  }

  @Override
  public Answer dump(MessageReader request) {
    if (request.type() != RTM_GETLINK) {
      throw new Refusal(Errno.EOPNOTSUPP);
    }
    String kind = kindAskedFor(request);
    Trouble.Verdict verdict = kernel.trouble().before(Trouble.RequestKind.LISTING);
    Iterator<NetworkInterface> links = kernel.locked(() -> kernel.interfaces().stream()
        .filter(link -> kind.isEmpty() || link.kind().equals(kind))
        .iterator());
    return verdict
        .otherAnswer()
        .orElseGet(() -> Answer.dump(
            (writer, sequence, flags) -> writeNext(links, writer, sequence, flags),
            verdict.interrupted()));
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

  private static boolean writeNext(
      Iterator<NetworkInterface> links, MessageWriter writer, int sequence, int flags) {
    if (!links.hasNext()) {
      return false;
    }
    write(links.next(), writer, sequence, flags);
    return true;
  }

  private static void write(NetworkInterface link, MessageWriter writer, int sequence, int flags) {
    writer.beginMessage(RTM_NEWLINK, flags, sequence);
    int at = writer.reserve(LINK_HEADER);
    writer.buffer().putInt(at + IFI_INDEX, link.index());
    writer.putString(LinkAttribute.IFLA_IFNAME, link.name().value());
    if (!link.kind().isEmpty()) {
      writer.open(LinkAttribute.IFLA_LINKINFO);
      writer.putString(LinkAttribute.Info.IFLA_INFO_KIND, link.kind());
      writer.close();
    }
    writer.endMessage();
  }
}

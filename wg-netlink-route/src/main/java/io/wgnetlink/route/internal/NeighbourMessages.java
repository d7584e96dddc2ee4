package io.wgnetlink.route.internal;

import static io.wgnetlink.route.internal.NeighbourAttribute.NDA_DST;
import static io.wgnetlink.route.internal.NeighbourAttribute.NDA_FLAGS_EXT;
import static io.wgnetlink.route.internal.NeighbourAttribute.NDA_IFINDEX;
import static io.wgnetlink.route.internal.NeighbourAttribute.NDA_LLADDR;
import static io.wgnetlink.route.internal.NeighbourAttribute.NDA_MASTER;
import static io.wgnetlink.route.internal.NeighbourAttribute.NDA_PROTOCOL;

import io.wgnetlink.link.internal.KeptAttribute;
import io.wgnetlink.link.internal.Payloads;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.route.LinkLayerAddress;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NeighbourFilter;
import io.wgnetlink.route.NeighbourFlag;
import io.wgnetlink.route.NeighbourState;
import java.net.InetAddress;
import java.util.Optional;

/** The messages of neighbours: requests from values, values from replies. */
public final class NeighbourMessages {
  public static final int RTM_NEWNEIGH = 28;
  public static final int RTM_DELNEIGH = 29;
  static final int RTM_GETNEIGH = 30;

  /** {@code NTF_EXT_SHIFT} of the kernel: where the flags beyond the header's begin. */
  private static final int EXT_SHIFT = 8;

  private static final int HEADER_FLAGS = 0xff;

  private static final MessageSchema NEWNEIGH = schema("RTM_NEWNEIGH");
  private static final MessageSchema DELNEIGH = schema("RTM_DELNEIGH");
  private static final MessageSchema GETNEIGH = schema("RTM_GETNEIGH");

  private NeighbourMessages() {}

  private static MessageSchema schema(String name) {
    return new MessageSchema(name, NeighbourMessage.LENGTH, NeighbourAttribute.TABLE);
  }

  // Requests.

  static Request add(Neighbour neighbour) {
    return set("add", neighbour, MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_EXCL);
  }

  static Request replace(Neighbour neighbour) {
    return set("replace", neighbour, MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_REPLACE);
  }

  static Request change(Neighbour neighbour) {
    return set("change", neighbour, MessageFlags.NLM_F_REPLACE);
  }

  private static Request set(String verb, Neighbour neighbour, int flags) {
    return Request.of(
            verb + " neighbour " + neighbour, RTM_NEWNEIGH, NEWNEIGH, w -> write(w, neighbour))
        .withFlags(flags);
  }

  static Request delete(Neighbour neighbour) {
    return Request.of(
        "delete neighbour " + neighbour,
        RTM_DELNEIGH,
        DELNEIGH,
        w -> writeKey(w, neighbour.link(), neighbour.address(), neighbour.isProxy()));
  }

  static Request get(int link, InetAddress address, boolean proxy) {
    String what = (proxy ? "proxy " : "") + IpAddresses.format(address) + " dev " + link;
    return Request.of(
        "read neighbour " + what, RTM_GETNEIGH, GETNEIGH, w -> writeKey(w, link, address, proxy));
  }

  static Request dump(NeighbourFilter filter) {
    return Request.of("list neighbours " + filter, RTM_GETNEIGH, GETNEIGH, w -> {
      int family = filter.family().map(AddressFamily::number).orElse(0);
      writeHeader(w, new NeighbourMessage(family, 0, 0, proxyFlag(filter.proxies()), 0));
      filter.link().ifPresent(index -> w.putU32(NDA_IFINDEX, index));
      filter.master().ifPresent(index -> w.putU32(NDA_MASTER, index));
    });
  }

  private static void write(MessageWriter w, Neighbour neighbour) {
    writeHeader(
        w,
        new NeighbourMessage(
            neighbour.family().number(),
            neighbour.link(),
            neighbour.state().number(),
            neighbour.flags() & HEADER_FLAGS,
            0));
    if (neighbour.protocol() != 0) {
      w.putU8(NDA_PROTOCOL, neighbour.protocol());
    }
    w.putBytes(NDA_DST, neighbour.address().getAddress());
    neighbour.linkLayerAddress().ifPresent(there -> w.putBytes(NDA_LLADDR, there.toBytes()));
    if (neighbour.flags() >>> EXT_SHIFT != 0) {
      w.putU32(NDA_FLAGS_EXT, neighbour.flags() >>> EXT_SHIFT);
    }
    neighbour
        .otherAttributes()
        .forEach(kept -> w.putBytes(new KeptAttribute(kept), kept.payload()));
  }

  private static void writeKey(MessageWriter w, int link, InetAddress address, boolean proxy) {
    int family = AddressFamily.of(address).number();
    writeHeader(w, new NeighbourMessage(family, link, 0, proxyFlag(proxy), 0));
    w.putBytes(NDA_DST, address.getAddress());
  }

  private static int proxyFlag(boolean proxy) {
    return proxy ? NeighbourFlag.PROXY.mask() : 0;
  }

  private static void writeHeader(MessageWriter w, NeighbourMessage header) {
    int at = w.reserve(NeighbourMessage.LENGTH);
    header.encode(w.buffer(), at);
  }

  // Replies.

  /** Returns whether a reply or event is about a neighbour of a family that is known here. */
  public static boolean isNeighbour(MessageReader message) {
    return (message.type() == RTM_NEWNEIGH || message.type() == RTM_DELNEIGH)
        && family(header(message)).isPresent();
  }

  /**
   * Reads the neighbour that a message of type {@code RTM_NEWNEIGH} or {@code RTM_DELNEIGH} is
   * about.
   */
  public static Neighbour decode(MessageReader message) {
    NeighbourMessage header = header(message);
    AddressFamily family = family(header)
        .orElseThrow(() -> new MalformedMessageException(
            message.start(), "a neighbour of family " + header.family()));
    Neighbour.Builder neighbour = Neighbour.builder(header.index(), address(message, family))
        .state(new NeighbourState(header.state()))
        .flags(header.flags());
    int probes = 0;
    AttributeCursor<NeighbourAttribute> cursor = cursor(message);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        neighbour.otherAttribute(cursor.copy());
        continue;
      }
      switch (cursor.attribute()) {
        case NDA_DST -> {}
        case NDA_LLADDR -> neighbour.linkLayerAddress(LinkLayerAddress.of(cursor.bytes()));
        case NDA_PROBES -> probes = cursor.s32();
        // The kernel tells the probes before.
        case NDA_CACHEINFO -> neighbour.statistics(NeighbourCacheInfo.decode(cursor, probes));
        case NDA_PROTOCOL -> neighbour.protocol(cursor.u8());
        case NDA_FLAGS_EXT -> neighbour.flags(header.flags() | cursor.s32() << EXT_SHIFT);
        default -> neighbour.otherAttribute(cursor.copy());
      }
    }
    return neighbour.build();
  }

  private static InetAddress address(MessageReader message, AddressFamily family) {
    AttributeCursor<NeighbourAttribute> cursor = cursor(message);
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == NDA_DST) {
        return Payloads.address(cursor, family);
      }
    }
    throw new MalformedMessageException(message.start(), "a neighbour without NDA_DST");
  }

  private static AttributeCursor<NeighbourAttribute> cursor(MessageReader message) {
    return new AttributeCursor<>(NeighbourAttribute.TABLE).over(message, NeighbourMessage.LENGTH);
  }

  private static NeighbourMessage header(MessageReader message) {
    return NeighbourMessage.decode(message.buffer(), message.payload(NeighbourMessage.LENGTH));
  }

  private static Optional<AddressFamily> family(NeighbourMessage header) {
    for (AddressFamily family : AddressFamily.values()) {
      if (family.number() == header.family()) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }
}

package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.AddressGeneration;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.link.internal.InterfaceMessage;
import io.wgnetlink.link.internal.LinkAttribute;
import io.wgnetlink.link.internal.LinkFamilyAttribute;
import io.wgnetlink.link.internal.LinkInet6Attribute;
import io.wgnetlink.link.internal.LinkInetAttribute;
import io.wgnetlink.link.internal.LinkInfoAttribute;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.link.internal.LinkPropertyAttribute;
import io.wgnetlink.link.internal.VethAttribute;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.testkit.internal.Answer;
import io.wgnetlink.testkit.internal.MemoryKernel;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code RTM_*LINK} and {@code RTM_*LINKPROP}, {@code net/core/rtnetlink.c}. */
final class LinkRequests {
  private static final Set<String> KINDS = Set.of("dummy", "bridge", "veth", "wireguard");
  private static final int LEAST_MTU = 68;
  private static final int MOST_MTU = 65535;

  private final Network network;
  private final MemoryKernel kernel;

  LinkRequests(Network network) {
    this.network = network;
    this.kernel = network.kernel();
  }

  // ---- reading --------------------------------------------------------------------------------

  Message get(MessageReader request) {
    return reply(require(Asked.read(request)));
  }

  Answer dump(MessageReader request, boolean interrupted) {
    Asked asked = Asked.read(request);
    List<Message> links = asked.master.isPresent()
        ? List.of()
        : kernel.interfaces().stream()
            .filter(link -> asked.kind.isEmpty() || link.kind().equals(asked.kind))
            .map(this::reply)
            .toList();
    return Message.dump(links, interrupted ? MessageFlags.NLM_F_DUMP_INTR : 0);
  }

  private Message reply(NetworkInterface link) {
    return Replies.link(link, LinkMessages.RTM_NEWLINK, network.ipv4Settings(link));
  }

  /** Returns the link that is meant, by its number or a name. */
  private NetworkInterface require(Asked asked) {
    if (asked.header.index() != 0) {
      return kernel.require(asked.header.index());
    }
    String name = asked.name.or(() -> asked.alternativeName).orElse("");
    return kernel.interfaces().stream()
        .filter(
            link -> link.name().value().equals(name) || link.alternativeNames().contains(name))
        .findFirst()
        .orElseThrow(() -> new Refusal(Errno.ENODEV));
  }

  // ---- changes --------------------------------------------------------------------------------

  void write(MessageReader request) {
    Asked asked = Asked.read(request);
    asked.requireModelled();
    if (request.hasFlag(MessageFlags.NLM_F_CREATE)) {
      create(asked);
    } else {
      change(require(asked), asked);
    }
  }

  private void create(Asked asked) {
    if (!KINDS.contains(asked.kind)) {
      throw new NotModelledException("links of kind " + asked.kind);
    }
    if (asked.kind.equals("wireguard") && !kernel.hasWireGuard()) {
      throw new Refusal(Errno.EOPNOTSUPP, "Unknown device type");
    }
    InterfaceName name = InterfaceName.of(asked.name.orElseThrow(
        () -> new NotModelledException("links without a name of their own")));
    if (kernel.isTaken(name.value())) {
      throw new Refusal(Errno.EEXIST);
    }
    asked.mtu.ifPresent(LinkRequests::requireMtu);
    Optional<NetworkInterface> peer =
        asked.kind.equals("veth") ? Optional.of(createPeer(asked)) : Optional.empty();
    NetworkInterface made = network.addLink(name, asked.kind, asked.header.index());
    peer.ifPresent(made::pairWith);
    asked.mtu.ifPresent(made::setMtu);
    asked.address.ifPresent(made::setAddress);
    asked.group.ifPresent(made::setGroup);
    asked.txQueueLength.ifPresent(made::setTxQueueLength);
    if ((asked.header.flags() & LinkFlag.UP.mask()) != 0) {
      network.setUp(made, true);
    }
  }

  private NetworkInterface createPeer(Asked asked) {
    Asked peer = asked.peer.orElseThrow(
        () -> new NotModelledException("veth links whose other end has no name"));
    InterfaceName name = InterfaceName.of(peer.name.orElseThrow());
    if (peer.name.equals(asked.name)) {
      throw new Refusal(Errno.EEXIST);
    }
    NetworkInterface made = network.addLink(name, "veth", 0);
    peer.mtu.ifPresent(made::setMtu);
    peer.address.ifPresent(made::setAddress);
    return made;
  }

  private static void requireMtu(int mtu) {
    if (mtu < LEAST_MTU) {
      throw new Refusal(Errno.EINVAL, "mtu less than device minimum");
    }
    if (mtu > MOST_MTU) {
      throw new Refusal(Errno.EINVAL, "mtu greater than device maximum");
    }
  }

  private void change(NetworkInterface link, Asked asked) {
    boolean renamed = asked.header.index() != 0 && asked.name.isPresent();
    asked.mtu.ifPresent(LinkRequests::requireMtu);
    asked.address.ifPresent(link::setAddress);
    asked.mtu.ifPresent(link::setMtu);
    asked.group.ifPresent(link::setGroup);
    if (renamed) {
      kernel.rename(link, InterfaceName.of(asked.name.orElseThrow()));
    }
    asked.alias.ifPresent(link::setAlias);
    asked.ipv4.forEach((number, value) -> network.setIpv4(link, number, value));
    asked.txQueueLength.ifPresent(link::setTxQueueLength);
    int mask = asked.header.change();
    if ((mask & ~LinkFlag.UP.mask()) != 0) {
      throw new NotModelledException("changes of the flags " + LinkFlag.of(mask));
    }
    boolean up = (asked.header.flags() & LinkFlag.UP.mask()) != 0;
    if (mask != 0 && up != link.isUp()) {
      network.setUp(link, up);
    } else if (asked.saysSomething()) {
      network.events().link(link);
    }
  }

  void delete(MessageReader request) {
    NetworkInterface link = require(Asked.read(request));
    if (link.isLoopback()) {
      throw new Refusal(Errno.EOPNOTSUPP);
    }
    network.delete(link);
  }

  void addNames(MessageReader request) {
    Asked asked = Asked.read(request);
    NetworkInterface link = require(asked);
    for (String name : asked.names) {
      if (kernel.isTaken(name)) {
        throw new Refusal(Errno.EEXIST);
      }
      link.alternativeNames().add(name);
    }
    network.events().link(link);
  }

  void deleteNames(MessageReader request) {
    Asked asked = Asked.read(request);
    NetworkInterface link = require(asked);
    for (String name : asked.names) {
      if (!link.alternativeNames().remove(name)) {
        throw new Refusal(Errno.ENOENT);
      }
    }
    network.events().link(link);
  }

  /** What a request says of a link. */
  private static final class Asked {
    private final InterfaceMessage header;
    private Optional<String> name = Optional.empty();
    private Optional<String> alternativeName = Optional.empty();
    private final List<String> names = new ArrayList<>();
    private Optional<Integer> mtu = Optional.empty();
    private Optional<MacAddress> address = Optional.empty();
    private Optional<Integer> group = Optional.empty();
    private Optional<Integer> txQueueLength = Optional.empty();
    private Optional<String> alias = Optional.empty();
    private Optional<Integer> master = Optional.empty();
    private final Map<Integer, Integer> ipv4 = new LinkedHashMap<>();
    private String kind = "";
    private Optional<Asked> peer = Optional.empty();
    private final List<String> unmodelled = new ArrayList<>();

    private Asked(InterfaceMessage header) {
      this.header = header;
    }

    static Asked read(MessageReader request) {
      int at = request.payload(InterfaceMessage.LENGTH);
      Asked asked = new Asked(InterfaceMessage.decode(request.buffer(), at));
      asked.readAll(
          new AttributeCursor<>(LinkAttribute.TABLE).over(request, InterfaceMessage.LENGTH));
      return asked;
    }

    void requireModelled() {
      if (!unmodelled.isEmpty()) {
        throw new NotModelledException("the attributes of links " + unmodelled);
      }
      master.ifPresent(index -> {
        throw new NotModelledException("links that are ports of another");
      });
    }

    boolean saysSomething() {
      return mtu.isPresent()
          || address.isPresent()
          || group.isPresent()
          || alias.isPresent()
          || !ipv4.isEmpty()
          || txQueueLength.isPresent()
          || (name.isPresent() && header.index() != 0);
    }

    private void readAll(AttributeCursor<LinkAttribute> cursor) {
      while (cursor.next()) {
        if (cursor.isUnknown()) {
          unmodelled.add("number " + cursor.type());
        } else {
          read(cursor);
        }
      }
    }

    private void read(AttributeCursor<LinkAttribute> cursor) {
      switch (cursor.attribute()) {
        case IFLA_IFNAME -> name = Optional.of(cursor.string());
        case IFLA_ALT_IFNAME -> alternativeName = Optional.of(cursor.string());
        case IFLA_MTU -> mtu = Optional.of(cursor.s32());
        case IFLA_ADDRESS -> address = Optional.of(MacAddress.of(cursor.bytes()));
        case IFLA_GROUP -> group = Optional.of(cursor.s32());
        case IFLA_TXQLEN -> txQueueLength = Optional.of(cursor.s32());
        case IFLA_IFALIAS -> alias = Optional.of(cursor.string());
        case IFLA_MASTER -> master = Optional.of(cursor.s32());
        case IFLA_LINKINFO -> readKind(cursor);
        case IFLA_PROP_LIST -> readNames(cursor);
        case IFLA_AF_SPEC -> readFamilies(cursor);
        case IFLA_NUM_TX_QUEUES, IFLA_NUM_RX_QUEUES, IFLA_EXT_MASK -> {
          // Nothing here depends on it.
        }
        default -> unmodelled.add(cursor.attribute().name());
      }
    }

    private void readNames(AttributeCursor<LinkAttribute> list) {
      AttributeCursor<LinkPropertyAttribute> cursor =
          new AttributeCursor<>(LinkPropertyAttribute.TABLE).inside(list);
      while (cursor.next()) {
        names.add(cursor.string());
      }
    }

    private void readKind(AttributeCursor<LinkAttribute> info) {
      AttributeCursor<LinkInfoAttribute> cursor =
          new AttributeCursor<>(LinkInfoAttribute.TABLE).inside(info);
      while (cursor.next()) {
        if (cursor.isUnknown()) {
          continue;
        }
        switch (cursor.attribute()) {
          case IFLA_INFO_KIND -> kind = cursor.string();
          case IFLA_INFO_DATA -> readData(cursor);
          default -> unmodelled.add(cursor.attribute().name());
        }
      }
    }

    private void readData(AttributeCursor<LinkInfoAttribute> data) {
      if (!kind.equals("veth")) {
        if (data.payloadLength() > 0) {
          unmodelled.add("of kind " + kind);
        }
        return;
      }
      AttributeCursor<VethAttribute> cursor =
          new AttributeCursor<>(VethAttribute.TABLE).inside(data);
      while (cursor.next()) {
        int at = cursor.payload();
        Asked other = new Asked(InterfaceMessage.decode(cursor.buffer(), at));
        other.readAll(new AttributeCursor<>(LinkAttribute.TABLE)
            .over(cursor.buffer(), at + InterfaceMessage.LENGTH, at + cursor.payloadLength()));
        unmodelled.addAll(other.unmodelled);
        peer = Optional.of(other);
      }
    }

    private void readFamilies(AttributeCursor<LinkAttribute> families) {
      AttributeCursor<LinkFamilyAttribute> family =
          new AttributeCursor<>(LinkFamilyAttribute.TABLE).inside(families);
      while (family.next()) {
        if (family.isUnknown()) {
          unmodelled.add("of family " + family.type());
        } else if (family.attribute() == LinkFamilyAttribute.AF_INET) {
          readIpv4(family);
        } else {
          readIpv6(family);
        }
      }
    }

    private void readIpv4(AttributeCursor<LinkFamilyAttribute> family) {
      AttributeCursor<LinkInetAttribute> settings =
          new AttributeCursor<>(LinkInetAttribute.TABLE).inside(family);
      while (settings.next()) {
        AttributeCursor<?> cursor = AttributeCursor.ofElements().inside(settings);
        while (cursor.next()) {
          ipv4.put(cursor.type(), cursor.s32());
        }
      }
    }

    /** Only that no address is to be made by itself, which none is here. */
    private void readIpv6(AttributeCursor<LinkFamilyAttribute> family) {
      AttributeCursor<LinkInet6Attribute> cursor =
          new AttributeCursor<>(LinkInet6Attribute.TABLE).inside(family);
      while (cursor.next()) {
        boolean none = !cursor.isUnknown()
            && cursor.attribute() == LinkInet6Attribute.IFLA_INET6_ADDR_GEN_MODE
            && cursor.u8() == AddressGeneration.NONE.number();
        if (!none) {
          unmodelled.add("of IPv6 but addrgenmode none");
        }
      }
    }
  }
}

package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.AddressScope;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteType;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * IPv4 addresses, {@code net/ipv4/devinet.c}, and the routes that come and go with them,
 * {@code fib_frontend.c}.
 *
 * <p>An address of a network that the link has an address of already is a secondary one: its routes
 * prefer the first as source, and it goes when the first does.
 */
final class Ipv4Addresses {
  private static final int BITS = 32;

  /** Beyond this length a network has no broadcast address. */
  private static final int LONGEST_WITH_BROADCAST = 30;

  private static final int IPV6_ONLY = AddressFlag.NODAD.mask()
      | AddressFlag.OPTIMISTIC.mask()
      | AddressFlag.DADFAILED.mask()
      | AddressFlag.HOMEADDRESS.mask()
      | AddressFlag.TENTATIVE.mask()
      | AddressFlag.MANAGETEMPADDR.mask()
      | AddressFlag.STABLE_PRIVACY.mask();

  private final Network network;
  private final Map<Integer, List<Held>> byLink = new HashMap<>();

  Ipv4Addresses(Network network) {
    this.network = network;
  }

  private List<Held> held(int link) {
    return byLink.computeIfAbsent(link, index -> new ArrayList<>());
  }

  /** Returns the addresses of a link in the order in which the kernel tells them. */
  List<InterfaceAddress> of(int link) {
    Instant now = network.clock().instant();
    return byLink.getOrDefault(link, List.of()).stream().map(one -> one.at(now)).toList();
  }

  // ---- changes --------------------------------------------------------------------------------

  /** Adds an address that somebody asks for, or where it may gives it other lifetimes. */
  void write(NetworkInterface link, InterfaceAddress asked, boolean mayReplace) {
    if (asked.has(AddressFlag.MCAUTOJOIN) || !asked.otherAttributes().isEmpty()) {
      throw new NotModelledException("addresses such as " + asked + " " + asked.flags());
    }
    Lifetimes.requireValid(asked);
    List<Held> there = held(link.index());
    Optional<Held> same = there.stream()
        .filter(one -> isSameNetwork(one.address(), asked))
        .filter(one -> one.address().address().equals(asked.address()))
        .findFirst();
    if (same.isEmpty()) {
      insert(link, asked);
    } else if (mayReplace) {
      renew(link, same.get(), asked);
    } else {
      throw new Refusal(Errno.EEXIST, "ipv4: Address already assigned");
    }
  }

  private void insert(NetworkInterface link, InterfaceAddress asked) {
    List<Held> there = held(link.index());
    int flags = asked.flagBits() & ~IPV6_ONLY & ~AddressFlag.SECONDARY.mask();
    int behind = 0;
    for (int i = 0; i < there.size(); i++) {
      InterfaceAddress other = there.get(i).address();
      if (!other.has(AddressFlag.SECONDARY)
          && asked.scope().number() <= other.scope().number()) {
        behind = i + 1;
      }
      if (isSameNetwork(other, asked)) {
        if (!other.scope().equals(asked.scope())) {
          throw new Refusal(Errno.EINVAL, "ipv4: Invalid scope value");
        }
        flags |= AddressFlag.SECONDARY.mask();
      }
    }
    boolean secondary = (flags & AddressFlag.SECONDARY.mask()) != 0;
    InterfaceAddress.Builder whole = asked.toBuilder().flagBits(Lifetimes.flags(asked, flags));
    if (asked.label().isEmpty()) {
      whole.label(link.name().value());
    }
    Held fresh = new Held(whole.build(), network.clock().instant());
    there.add(secondary ? there.size() : behind, fresh);
    tell(link, fresh);
    addRoutes(link, fresh.address());
  }

  private void renew(NetworkInterface link, Held old, InterfaceAddress asked) {
    InterfaceAddress was = old.address();
    InterfaceAddress.Builder whole = was.toBuilder()
        .forEver()
        .metric(asked.metric())
        .protocol(asked.protocol())
        .flagBits(Lifetimes.flags(asked, was.flagBits()));
    Lifetimes.copy(asked, whole);
    Held fresh = new Held(whole.build(), network.clock().instant());
    List<Held> there = held(link.index());
    there.set(there.indexOf(old), fresh);
    boolean moves = was.metric() != asked.metric() && hasNetworkRoute(was);
    if (moves && link.isUp()) {
      network.ipv4Routes().addOwn(networkRoute(link, fresh.address(), was.address()));
      network.ipv4Routes().deleteOwn(networkRoute(link, was, was.address()));
    }
    tell(link, fresh);
  }

  private void tell(NetworkInterface link, Held address) {
    network.events().address(link.index(), address.at(network.clock().instant()));
  }

  /** Deletes the first address that agrees with all that is said. */
  void delete(NetworkInterface link, InterfaceAddress said) {
    Held found = held(link.index()).stream()
        .filter(one -> isMeant(said, one.address()))
        .findFirst()
        .orElseThrow(() -> new Refusal(Errno.EADDRNOTAVAIL, "ipv4: Address not found"));
    remove(link, found);
  }

  private static boolean isMeant(InterfaceAddress said, InterfaceAddress other) {
    return said.address().equals(other.address())
        && (said.label().isEmpty() || said.label().equals(other.label()))
        && said.prefixLength() == other.prefixLength()
        && other.prefix().contains(said.peer().orElse(said.address()));
  }

  private void remove(NetworkInterface link, Held removed) {
    List<Held> there = held(link.index());
    if (!removed.has(AddressFlag.SECONDARY)) {
      List.copyOf(there).stream()
          .filter(one -> one.has(AddressFlag.SECONDARY))
          .filter(one -> isSameNetwork(one.address(), removed.address()))
          .forEach(one -> removeOne(link, one, Optional.of(removed.address().address())));
    }
    removeOne(link, removed, Optional.empty());
  }

  private void removeOne(NetworkInterface link, Held removed, Optional<InetAddress> primary) {
    List<Held> there = held(link.index());
    InetAddress source = primary.orElseGet(() -> source(link, removed.address()));
    there.remove(removed);
    network.events().addressGone(link.index(), removed.at(network.clock().instant()));
    deleteRoutes(link, removed.address(), source);
    if (there.isEmpty()) {
      network.ipv4Routes().linkDown(link, true);
    }
  }

  void expire() {
    Instant now = network.clock().instant();
    for (NetworkInterface link : network.kernel().interfaces()) {
      List<Held> there = byLink.getOrDefault(link.index(), List.of());
      List.copyOf(there).stream()
          .filter(one -> one.hasExpired(now))
          .filter(one -> held(link.index()).contains(one))
          .forEach(one -> remove(link, one));
    }
  }

  // ---- links ----------------------------------------------------------------------------------

  /** Makes the routes that a link needs to be up for. */
  void linkUp(NetworkInterface link) {
    if (link.isLoopback() && held(link.index()).isEmpty()) {
      insert(
          link,
          InterfaceAddress.builder(IpAddresses.parse("127.0.0.1"), 8)
              .scope(AddressScope.HOST)
              .build());
      return;
    }
    List.copyOf(held(link.index())).forEach(one -> addRoutes(link, one.address()));
  }

  void linkGone(NetworkInterface link) {
    List.copyOf(held(link.index())).forEach(one -> {
      if (held(link.index()).contains(one)) {
        remove(link, one);
      }
    });
    byLink.remove(link.index());
  }

  // ---- routes ---------------------------------------------------------------------------------

  private void addRoutes(NetworkInterface link, InterfaceAddress address) {
    InetAddress source = source(link, address);
    Ipv4Routes routes = network.ipv4Routes();
    routes.addOwn(hostRoute(link, RouteType.LOCAL, address.address(), source));
    if (!link.isUp()) {
      return;
    }
    address
        .broadcast()
        .filter(to -> !to.equals(IpAddresses.parse("255.255.255.255")))
        .ifPresent(to -> routes.addOwn(hostRoute(link, RouteType.BROADCAST, to, source)));
    if (!hasNetwork(address)) {
      return;
    }
    if (!address.has(AddressFlag.NOPREFIXROUTE)) {
      routes.addOwn(networkRoute(link, address, source));
    }
    if (address.prefixLength() <= LONGEST_WITH_BROADCAST) {
      routes.addOwn(hostRoute(link, RouteType.BROADCAST, last(address.prefix()), source));
    }
  }

  /** Deletes the routes of an address that is not there any more, but for those of others. */
  private void deleteRoutes(NetworkInterface link, InterfaceAddress gone, InetAddress source) {
    Ipv4Routes routes = network.ipv4Routes();
    List<InterfaceAddress> left = held(link.index()).stream()
        .map(Held::address)
        .filter(one -> source(link, one).equals(source))
        .toList();
    if (hasNetworkRoute(gone)) {
      routes.deleteOwn(networkRoute(link, gone, source));
    }
    gone.broadcast()
        .filter(to -> left.stream().noneMatch(one -> isBroadcast(to, one)))
        .ifPresent(to -> routes.deleteOwn(hostRoute(link, RouteType.BROADCAST, to, source)));
    if (hasNetwork(gone) && gone.prefixLength() <= LONGEST_WITH_BROADCAST) {
      InetAddress all = last(gone.prefix());
      if (left.stream().noneMatch(one -> isBroadcast(all, one))) {
        routes.deleteOwn(hostRoute(link, RouteType.BROADCAST, all, source));
      }
    }
    if (left.stream().noneMatch(one -> one.address().equals(gone.address()))) {
      routes.deleteOwn(hostRoute(link, RouteType.LOCAL, gone.address(), source));
      if (!routes.typeOf(gone.address()).equals(RouteType.LOCAL)) {
        routes.sourceGone(gone.address());
      }
    }
  }

  /** Returns whether an address needs a broadcast route. */
  private static boolean isBroadcast(InetAddress to, InterfaceAddress address) {
    return address.broadcast().equals(Optional.of(to))
        || (hasNetwork(address)
            && address.prefixLength() <= LONGEST_WITH_BROADCAST
            && last(address.prefix()).equals(to));
  }

  private static boolean hasNetworkRoute(InterfaceAddress address) {
    return hasNetwork(address) && !address.has(AddressFlag.NOPREFIXROUTE);
  }

  private static boolean hasNetwork(InterfaceAddress address) {
    IpPrefix prefix = address.prefix();
    boolean zero = prefix.address().getAddress()[0] == 0;
    boolean onlyItself = prefix.length() == BITS && prefix.address().equals(address.address());
    return !address.has(AddressFlag.SECONDARY) && !zero && !onlyItself;
  }

  private static Route networkRoute(
      NetworkInterface link, InterfaceAddress address, InetAddress source) {
    boolean loopback = link.isLoopback();
    return Route.builder(address.prefix())
        .type(loopback ? RouteType.LOCAL : RouteType.UNICAST)
        .table(loopback ? Route.TABLE_LOCAL : Route.TABLE_MAIN)
        .protocol(Route.PROTOCOL_KERNEL)
        .oif(link.index())
        .preferredSource(source)
        .metric(address.metric())
        .build();
  }

  private static Route hostRoute(
      NetworkInterface link, RouteType type, InetAddress to, InetAddress source) {
    return Route.builder(IpPrefix.host(to))
        .type(type)
        .table(Route.TABLE_LOCAL)
        .protocol(Route.PROTOCOL_KERNEL)
        .oif(link.index())
        .preferredSource(source)
        .build();
  }

  /** Returns what routes of an address prefer: the first address of its network. */
  private InetAddress source(NetworkInterface link, InterfaceAddress address) {
    if (!address.has(AddressFlag.SECONDARY)) {
      return address.address();
    }
    return held(link.index()).stream()
        .map(Held::address)
        .filter(one -> !one.has(AddressFlag.SECONDARY) && isSameNetwork(one, address))
        .findFirst()
        .orElse(address)
        .address();
  }

  private static boolean isSameNetwork(InterfaceAddress one, InterfaceAddress other) {
    return one.prefix().equals(other.prefix());
  }

  private static InetAddress last(IpPrefix network) {
    byte[] bytes = Arrays.copyOf(network.address().getAddress(), BITS / Byte.SIZE);
    for (int bit = network.length(); bit < BITS; bit++) {
      bytes[bit / Byte.SIZE] |= (byte) (0x80 >>> bit % Byte.SIZE);
    }
    return IpAddresses.of(bytes);
  }
}

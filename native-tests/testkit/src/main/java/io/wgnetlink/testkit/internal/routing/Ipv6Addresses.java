package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.AddressScope;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.LinkFlag;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * IPv6 addresses and the routes that come and go with them, {@code net/ipv6/addrconf.c}.
 *
 * <p>They go when their link goes down. Where nothing else is said they are looked for on the link
 * before they are used; here nobody ever has them already, and nobody waits.
 */
final class Ipv6Addresses {
  /** {@code IP6_RT_PRIO_ADDRCONF}. */
  private static final int NETWORK_METRIC = 256;

  /** {@code IFAPROT_KERNEL_LO}, {@code uapi/linux/if_addr.h}. */
  private static final int MADE_FOR_LOOPBACK = 1;

  private static final IpPrefix MULTICAST = IpPrefix.parse("ff00::/8");

  /** What a request may say. */
  private static final int REQUEST_FLAGS =
      AddressFlag.NODAD.mask() | AddressFlag.HOMEADDRESS.mask() | AddressFlag.NOPREFIXROUTE.mask();

  private final Network network;
  private final Map<Integer, List<Held>> byLink = new HashMap<>();

  Ipv6Addresses(Network network) {
    this.network = network;
  }

  private List<Held> held(int link) {
    return byLink.computeIfAbsent(link, index -> new ArrayList<>());
  }

  /** Returns the addresses of a link. */
  List<InterfaceAddress> of(int link) {
    Instant now = network.clock().instant();
    return byLink.getOrDefault(link, List.of()).stream().map(one -> one.at(now)).toList();
  }

  /** Returns whether a link has an address, or with 0 any does. */
  boolean has(InetAddress address, int link) {
    return byLink.entrySet().stream()
        .filter(of -> link == 0 || of.getKey() == link)
        .flatMap(of -> of.getValue().stream())
        .anyMatch(
            one -> one.address().address().equals(address) && !one.has(AddressFlag.TENTATIVE));
  }

  /**
   * Returns the source of packets by a link: of its addresses, or where it has none of all, the one
   * most like the destination, as far as its network reaches.
   */
  Optional<InetAddress> sourceFor(InetAddress destination, int link) {
    return best(byLink.getOrDefault(link, List.of()), destination)
        .or(() -> best(
            network.kernel().interfaces().stream()
                .flatMap(other -> byLink.getOrDefault(other.index(), List.of()).stream())
                .toList(),
            destination));
  }

  /** Of several that are alike the first. */
  private static Optional<InetAddress> best(List<Held> candidates, InetAddress destination) {
    Optional<InterfaceAddress> best = Optional.empty();
    for (Held candidate : candidates) {
      InterfaceAddress own = candidate.address();
      boolean better = best.isEmpty()
          || rank(own.scope()) > rank(best.get().scope())
          || (own.scope().equals(best.get().scope())
              && likeness(own, destination) > likeness(best.get(), destination));
      if (better && !own.has(AddressFlag.TENTATIVE)) {
        best = Optional.of(own);
      }
    }
    return best.map(InterfaceAddress::address);
  }

  private static int likeness(InterfaceAddress own, InetAddress destination) {
    int length = own.prefixLength();
    while (length > 0 && !IpPrefix.of(own.address(), length).contains(destination)) {
      length--;
    }
    return length;
  }

  // ---- changes --------------------------------------------------------------------------------

  /** Adds an address that somebody asks for, or where it may gives it other lifetimes. */
  void write(NetworkInterface link, InterfaceAddress asked, boolean mayReplace) {
    boolean unmodelled = asked.has(AddressFlag.MANAGETEMPADDR)
        || asked.has(AddressFlag.MCAUTOJOIN)
        || asked.has(AddressFlag.OPTIMISTIC)
        || asked.peer().isPresent()
        || !asked.otherAttributes().isEmpty();
    if (unmodelled) {
      throw new NotModelledException("addresses such as " + asked + " " + asked.flags());
    }
    Lifetimes.requireValid(asked);
    Optional<Held> same = held(link.index()).stream()
        .filter(one -> one.address().address().equals(asked.address()))
        .findFirst();
    if (same.isEmpty()) {
      insert(link, asked);
    } else if (mayReplace) {
      renew(link, same.get(), asked);
    } else {
      throw new Refusal(Errno.EEXIST, "address already assigned");
    }
  }

  private void insert(NetworkInterface link, InterfaceAddress asked) {
    if (asked.address().isMulticastAddress()) {
      throw new Refusal(Errno.EADDRNOTAVAIL, "Cannot assign requested address");
    }
    int flags = Lifetimes.flags(asked, asked.flagBits() & REQUEST_FLAGS);
    boolean waits = !asked.has(AddressFlag.NODAD) && !link.hasCarrier() && needsDetection(link);
    flags |= waits ? AddressFlag.TENTATIVE.mask() : 0;
    Held fresh = new Held(
        InterfaceAddress.builder(asked.address(), asked.prefixLength())
            .flagBits(flags)
            .metric(asked.metric())
            .protocol(asked.protocol())
            .build(),
        network.clock().instant());
    InterfaceAddress.Builder whole = fresh.address().toBuilder();
    Lifetimes.copy(asked, whole);
    add(link, new Held(whole.build(), network.clock().instant()));
  }

  private static boolean needsDetection(NetworkInterface link) {
    return (link.flags() & (LinkFlag.NOARP.mask() | LinkFlag.LOOPBACK.mask())) == 0;
  }

  private void add(NetworkInterface link, Held fresh) {
    List<Held> there = held(link.index());
    int at = 0;
    while (at < there.size()
        && rank(there.get(at).address().scope()) > rank(fresh.address().scope())) {
      at++;
    }
    there.add(at, fresh);
    if (!fresh.has(AddressFlag.NOPREFIXROUTE) && fresh.address().protocol() != MADE_FOR_LOOPBACK) {
      addNetworkRoute(link, fresh.address());
    }
    if (!fresh.has(AddressFlag.TENTATIVE)) {
      use(link, fresh);
    }
  }

  /** The wider its scope, the earlier an address is told. */
  private static int rank(AddressScope scope) {
    return 255 - scope.number();
  }

  private void use(NetworkInterface link, Held address) {
    network.ipv6Routes().addOwn(ownRoute(link, address.address().address()));
    network.events().address(link.index(), address.at(network.clock().instant()));
  }

  private void renew(NetworkInterface link, Held old, InterfaceAddress asked) {
    InterfaceAddress was = old.address();
    int kept = was.flagBits() & AddressFlag.TENTATIVE.mask();
    int metric = asked.metric() == 0 ? was.metric() : asked.metric();
    InterfaceAddress.Builder whole = was.toBuilder()
        .forEver()
        .metric(metric)
        .protocol(asked.protocol())
        .flagBits(Lifetimes.flags(asked, (asked.flagBits() & REQUEST_FLAGS) | kept));
    Lifetimes.copy(asked, whole);
    Held fresh = new Held(whole.build(), network.clock().instant());
    List<Held> there = held(link.index());
    there.set(there.indexOf(old), fresh);
    network.events().address(link.index(), fresh.at(network.clock().instant()));
    renewNetworkRoute(link, was, fresh.address());
  }

  /** The route to its network is the first to it by its link, whoever made that. */
  private void renewNetworkRoute(
      NetworkInterface link, InterfaceAddress was, InterfaceAddress now) {
    boolean had = was.has(AddressFlag.PERMANENT) && !was.has(AddressFlag.NOPREFIXROUTE);
    if (now.has(AddressFlag.NOPREFIXROUTE)) {
      releaseNetworkRoute(link, was);
      return;
    }
    Optional<Route> there = network.ipv6Routes().direct(now.prefix(), link.index());
    if (had && there.isPresent() && there.get().metric() != networkMetric(now)) {
      network.ipv6Routes().deleteOwn(there.get());
    }
    addNetworkRoute(link, now);
  }

  /** Deletes an address. */
  void delete(NetworkInterface link, InterfaceAddress said) {
    Held found = held(link.index()).stream()
        .filter(one -> one.address().address().equals(said.address())
            && one.address().prefixLength() == said.prefixLength())
        .findFirst()
        .orElseThrow(() -> new Refusal(Errno.EADDRNOTAVAIL, "address not found"));
    remove(link, found);
  }

  private void remove(NetworkInterface link, Held removed) {
    held(link.index()).remove(removed);
    network.events().addressGone(link.index(), removed.at(network.clock().instant()));
    InterfaceAddress gone = removed.address();
    releaseNetworkRoute(link, gone);
    network.ipv6Routes().deleteOwn(ownRoute(link, gone.address()));
    if (!has(gone.address(), 0)) {
      network.ipv6Routes().sourceGone(gone.address());
    }
  }

  void expire() {
    Instant now = network.clock().instant();
    for (NetworkInterface link : network.kernel().interfaces()) {
      List.copyOf(byLink.getOrDefault(link.index(), List.of())).stream()
          .filter(one -> one.hasExpired(now))
          .forEach(one -> remove(link, one));
    }
  }

  // ---- links ----------------------------------------------------------------------------------

  /** Makes what a link needs to be up for. */
  void linkUp(NetworkInterface link) {
    if (link.isLoopback()) {
      if (held(link.index()).isEmpty()) {
        add(
            link,
            new Held(
                InterfaceAddress.builder(IpAddresses.parse("::1"), 128)
                    .flag(AddressFlag.PERMANENT)
                    .protocol(MADE_FOR_LOOPBACK)
                    .build(),
                network.clock().instant()));
      }
      return;
    }
    List.copyOf(held(link.index())).stream()
        .filter(one -> one.has(AddressFlag.PERMANENT) && !one.has(AddressFlag.NOPREFIXROUTE))
        .forEach(one -> addNetworkRoute(link, one.address()));
    carrierUp(link);
    link.otherEnd().ifPresent(this::carrierUp);
  }

  /** What waited for a carrier is used. */
  private void carrierUp(NetworkInterface link) {
    if (!link.hasCarrier()) {
      return;
    }
    network
        .ipv6Routes()
        .addOwn(Route.builder(MULTICAST)
            .type(RouteType.MULTICAST)
            .table(Route.TABLE_LOCAL)
            .protocol(Route.PROTOCOL_KERNEL)
            .metric(NETWORK_METRIC)
            .oif(link.index())
            .build());
    List<Held> there = held(link.index());
    List.copyOf(there).stream().filter(one -> one.has(AddressFlag.TENTATIVE)).forEach(one -> {
      Held usable = one.withFlags(one.address().flagBits() & ~AddressFlag.TENTATIVE.mask());
      there.set(there.indexOf(one), usable);
      use(link, usable);
    });
  }

  void linkDown(NetworkInterface link) {
    network.ipv6Routes().linkDown(link);
    List<Held> gone = List.copyOf(held(link.index()));
    held(link.index()).clear();
    gone.forEach(
        one -> network.events().addressGone(link.index(), one.at(network.clock().instant())));
  }

  void linkGone(NetworkInterface link) {
    linkDown(link);
    network.ipv6Routes().linkGone(link);
    byLink.remove(link.index());
  }

  // ---- routes ---------------------------------------------------------------------------------

  private void addNetworkRoute(NetworkInterface link, InterfaceAddress address) {
    if (link.isUp()) {
      network.ipv6Routes().addOwn(networkRoute(link, address));
    }
  }

  /**
   * Deletes the route to a network that no other address is of: the first by the link, whoever made
   * it.
   */
  private void releaseNetworkRoute(NetworkInterface link, InterfaceAddress was) {
    boolean had = was.has(AddressFlag.PERMANENT) && !was.has(AddressFlag.NOPREFIXROUTE);
    boolean shared = held(link.index()).stream()
        .map(Held::address)
        .filter(other -> !other.address().equals(was.address()))
        .anyMatch(other -> other.prefix().equals(was.prefix()));
    if (had && !shared) {
      network
          .ipv6Routes()
          .direct(was.prefix(), link.index())
          .ifPresent(network.ipv6Routes()::deleteOwn);
    }
  }

  private static int networkMetric(InterfaceAddress address) {
    return address.metric() == 0 ? NETWORK_METRIC : address.metric();
  }

  private static Route networkRoute(NetworkInterface link, InterfaceAddress address) {
    return Route.builder(address.prefix())
        .protocol(Route.PROTOCOL_KERNEL)
        .metric(networkMetric(address))
        .oif(link.index())
        .expires(address.validLifetime())
        .build();
  }

  private static Route ownRoute(NetworkInterface link, InetAddress address) {
    return Route.builder(IpPrefix.host(address))
        .type(RouteType.LOCAL)
        .table(Route.TABLE_LOCAL)
        .protocol(Route.PROTOCOL_KERNEL)
        .scope(Route.SCOPE_UNIVERSE)
        .oif(link.index())
        .build();
  }
}

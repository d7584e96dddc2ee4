package io.wgnetlink.samples.demo;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Ipv6Switch;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.net.InetAddress;
import java.util.Collection;

/**
 * A host of the demo: a network namespace without a name, the clients that configure it, and the
 * host's WireGuard key. The namespace ends with this object, and all in it.
 */
final class Host implements AutoCloseable {
  static final InterfaceName LOOPBACK = InterfaceName.of("lo");

  private final String name;
  private final NetworkNamespace namespace;
  private final RouteNetlink netlink;
  private final WireGuard wireGuard;
  private final PrivateKey privateKey = PrivateKey.generate();
  private final PublicKey publicKey = privateKey.publicKey();

  private Host(String name, NetworkNamespace namespace, RouteNetlink netlink, WireGuard wireGuard) {
    this.name = name;
    this.namespace = namespace;
    this.netlink = netlink;
    this.wireGuard = wireGuard;
  }

  /** Makes a host with nothing but a loopback. */
  static Host create(String name) {
    ClosingStack opened = new ClosingStack();
    try {
      NetworkNamespace namespace = opened.push(NetworkNamespace.create());
      RouteNetlink netlink = opened.push(RouteNetlink.open(namespace));
      WireGuard wireGuard = opened.push(WireGuard.open(namespace));
      Host host = new Host(name, namespace, netlink, wireGuard);
      host.up(LOOPBACK);
      host.allowAsymmetricPaths();
      return host;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  NetworkNamespace namespace() {
    return namespace;
  }

  RouteNetlink netlink() {
    return netlink;
  }

  WireGuard wireGuard() {
    return wireGuard;
  }

  PublicKey publicKey() {
    return publicKey;
  }

  void up(InterfaceName link) {
    netlink.changeLink(link, LinkChange.builder().up().build());
  }

  /** Connects this host to another by a virtual cable, both ends up. */
  void connect(InterfaceName link, Host other, InterfaceName otherLink) {
    netlink.createLink(
        LinkSpec.veth(link, otherLink).withPeerNamespace(other.namespace).withUp());
  }

  /** Makes a WireGuard interface with this host's key, up. */
  void createWireGuard(InterfaceName link, int listenPort) {
    netlink.createLink(LinkSpec.wireguard(link));
    wireGuard.apply(
        DeviceUpdate.of(link).privateKey(privateKey).listenPort(listenPort).build());
    up(link);
  }

  /** Adds addresses such as {@code 10.99.0.1/24}, usable at once. */
  void addAddresses(InterfaceName link, String... addresses) {
    int index = index(link);
    for (String address : addresses) {
      netlink.addAddress(index, InterfaceAddress.parse(address).withoutDad());
    }
  }

  /** Adds routes by an interface. */
  void addRoutes(InterfaceName link, Collection<IpPrefix> destinations) {
    int index = index(link);
    for (IpPrefix destination : destinations) {
      netlink.addRoute(
          Route.builder(destination).oif(index).protocol(Route.PROTOCOL_STATIC).build());
    }
  }

  /** Adds a route by way of a router. */
  void addRoute(IpPrefix destination, InetAddress router) {
    netlink.addRoute(Route.builder(destination)
        .gateway(router)
        .protocol(Route.PROTOCOL_STATIC)
        .build());
  }

  /** Forwards packets that come in by these interfaces. */
  void forward(InterfaceName... links) {
    for (InterfaceName link : links) {
      netlink.changeLink(
          link, LinkChange.builder().ipv4(Ipv4Switch.FORWARDING, true).build());
    }
    netlink.changeSetting(IpSetting.ofAll(Ipv6Switch.FORWARDING), 1);
  }

  int index(InterfaceName link) {
    return netlink
        .link(link)
        .map(Link::index)
        .orElseThrow(() -> new IllegalStateException(name + " has no interface " + link));
  }

  /**
   * Accepts IPv4 packets whatever way an answer would go: while one end has turned and the other
   * has not, they come by one interface and leave by another. Namespaces take the setting over from
   * the host's own, where it may be strict.
   */
  private void allowAsymmetricPaths() {
    try {
      netlink.changeSetting(IpSetting.ofAll(Ipv4Switch.RP_FILTER), 0);
    } catch (NetlinkException e) {
      // A container's /proc/sys is read-only. Most systems are not strict; where one is, the demo
      // loses IPv4 probes and says so.
    }
  }

  /** Turns the strict check of the way back off for one interface. */
  void allowAsymmetricPaths(InterfaceName link) {
    netlink.changeLink(link, LinkChange.builder().ipv4(Ipv4Switch.RP_FILTER, 0).build());
  }

  @Override
  public void close() {
    wireGuard.close();
    netlink.close();
    namespace.close();
    privateKey.close();
  }

  @Override
  public String toString() {
    return name;
  }
}

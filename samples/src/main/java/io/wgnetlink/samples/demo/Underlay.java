package io.wgnetlink.samples.demo;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.route.LinkLayerAddress;
import io.wgnetlink.route.Neighbour;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * The network below the tunnels: a switch (a bridge in a namespace of its own) with a cable to each
 * host, on which 10.99.0.0/24 lives.
 *
 * <p>A path between two hosts is cut by isolating both their ports: isolated ports of a bridge
 * exchange nothing with each other, and still reach every other port. To the hosts it looks like a
 * silent loss: no link goes down, no error comes back.
 *
 * <p>One direction is cut by telling the sender a link-layer address that nobody has: the switch
 * passes its packets on to everybody, and everybody ignores them.
 */
final class Underlay implements AutoCloseable {
  static final InterfaceName UPLINK = InterfaceName.of("eth0");
  private static final InterfaceName SWITCH = InterfaceName.of("switch");
  /** Administered locally, and nobody's. */
  private static final LinkLayerAddress NOBODY = LinkLayerAddress.parse("02:00:00:00:00:01");

  private final Host host = Host.create("underlay");
  private final Map<Host, InterfaceName> ports = new HashMap<>();
  private final Map<Host, InetAddress> addresses = new HashMap<>();
  private final int bridge;

  Underlay() {
    bridge = host.netlink().createLink(LinkSpec.bridge(SWITCH).withUp()).index();
  }

  /** Plugs a host in, with an address such as {@code 10.99.0.1/24} on its {@link #UPLINK}. */
  void attach(Host other, String address) {
    InterfaceName port = InterfaceName.of("to-" + other);
    host.connect(port, other, UPLINK);
    host.netlink().changeLink(port, LinkChange.builder().master(bridge).build());
    other.addAddresses(UPLINK, address);
    ports.put(other, port);
    addresses.put(other, InterfaceAddress.parse(address).address());
  }

  /** Drops everything between two hosts, in both directions, until {@link #heal}. */
  void cut(Host one, Host two) {
    isolate(one, two, true);
  }

  void heal(Host one, Host two) {
    isolate(one, two, false);
  }

  /** Drops everything that one host sends to another, until {@link #deliver}. */
  void lose(Host from, Host to) {
    from.netlink().replaceNeighbour(nobody(from, to));
  }

  void deliver(Host from, Host to) {
    from.netlink().deleteNeighbour(nobody(from, to));
  }

  private Neighbour nobody(Host from, Host to) {
    InetAddress address = addresses.get(to);
    if (address == null) {
      throw new IllegalArgumentException(to + " is not attached");
    }
    return Neighbour.builder(from.index(UPLINK), address)
        .linkLayerAddress(NOBODY)
        .build();
  }

  private void isolate(Host one, Host two, boolean isolated) {
    LinkChange change = LinkChange.builder().bridgePortIsolated(isolated).build();
    host.netlink().changeLink(port(one), change);
    host.netlink().changeLink(port(two), change);
  }

  private InterfaceName port(Host other) {
    InterfaceName port = ports.get(other);
    if (port == null) {
      throw new IllegalArgumentException(other + " is not attached");
    }
    return port;
  }

  @Override
  public void close() {
    host.close();
  }
}

package io.wgnetlink.samples.demo;

import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import java.util.HashMap;
import java.util.Map;

/**
 * The network below the tunnels: a switch (a bridge in a namespace of its own) with a cable to each
 * host, on which 10.99.0.0/24 lives.
 *
 * <p>A path between two hosts is cut by isolating both their ports: isolated ports of a bridge
 * exchange nothing with each other, and still reach every other port. To the hosts it looks like a
 * silent loss: no link goes down, no error comes back.
 */
final class Underlay implements AutoCloseable {
  static final InterfaceName UPLINK = InterfaceName.of("eth0");
  private static final InterfaceName SWITCH = InterfaceName.of("switch");

  private final Host host = Host.create("underlay");
  private final Map<Host, InterfaceName> ports = new HashMap<>();
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
  }

  /** Drops everything between two hosts, in both directions, until {@link #heal}. */
  void cut(Host one, Host two) {
    isolate(one, two, true);
  }

  void heal(Host one, Host two) {
    isolate(one, two, false);
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

package io.wgnetlink.testkit.nativetests;

import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.testkit.conformance.Machine;
import io.wgnetlink.wireguard.WireGuard;

/** A network namespace of the running kernel as a machine of the conformance suite. */
final class KernelMachine implements Machine {
  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final WireGuard wireGuard = WireGuard.open(namespace);
  private final RouteNetlink links = RouteNetlink.open(namespace);

  NetworkNamespace namespace() {
    return namespace;
  }

  @Override
  public WireGuard wireGuard() {
    return wireGuard;
  }

  @Override
  public void addInterface(InterfaceName name) {
    links.createLink(LinkSpec.wireguard(name));
  }

  @Override
  public void addDummy(InterfaceName name) {
    links.createLink(LinkSpec.dummy(name));
  }

  @Override
  public void removeInterface(InterfaceName name) {
    links.deleteLink(name);
  }

  @Override
  public void up(InterfaceName name) {
    links.changeLink(name, LinkChange.builder().up().build());
  }

  @Override
  public void down(InterfaceName name) {
    links.changeLink(name, LinkChange.builder().down().build());
  }

  @Override
  public void close() {
    wireGuard.close();
    links.close();
    namespace.close();
  }
}

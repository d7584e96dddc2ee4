package io.wgnetlink.testkit.nativetests;

import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.testkit.conformance.Difference;
import io.wgnetlink.testkit.conformance.Machine;
import io.wgnetlink.wireguard.WireGuard;
import io.wgnetlink.wireguard.nativetests.WireguardGo;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A network namespace whose WireGuard interfaces are served by wireguard-go, one daemon each. */
final class UserspaceMachine implements Machine {
  /** As measured: 0.0.20220316 drops them. */
  private static final int FIRST_THAT_KEEPS_SCOPES = 20230223;

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final WireGuard wireGuard = WireGuard.open(namespace);
  private final RouteNetlink links = RouteNetlink.open(namespace);
  private final Map<InterfaceName, WireguardGo> daemons = new HashMap<>();

  @Override
  public WireGuard wireGuard() {
    return wireGuard;
  }

  @Override
  public void addInterface(InterfaceName name) {
    daemons.put(name, WireguardGo.start(namespace, name));
  }

  @Override
  public void addDummy(InterfaceName name) {
    links.createLink(LinkSpec.dummy(name));
  }

  @Override
  public void removeInterface(InterfaceName name) {
    links.deleteLink(name);
    daemons.remove(name).awaitEnd();
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
  public Set<Difference> differences() {
    Set<Difference> differences = EnumSet.allOf(Difference.class);
    if (WireguardGo.version() >= FIRST_THAT_KEEPS_SCOPES) {
      differences.remove(Difference.ENDPOINTS_WITHOUT_SCOPE);
    }
    return differences;
  }

  @Override
  public void close() {
    daemons.values().forEach(WireguardGo::close);
    wireGuard.close();
    links.close();
    namespace.close();
  }
}

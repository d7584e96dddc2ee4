package io.wgnetlink.failover.simulation;

import io.wgnetlink.link.AddressFilter;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFilter;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.AddressRequests;
import io.wgnetlink.route.LinkRequests;
import io.wgnetlink.route.NamespaceRequests;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NeighbourFilter;
import io.wgnetlink.route.NeighbourRequests;
import io.wgnetlink.route.NexthopBucket;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.NexthopRequests;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleRequests;
import io.wgnetlink.route.SettingRequests;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link FakeKernel} does not know of, because nothing that it serves asks for it. */
interface UnneededRequests
    extends LinkRequests,
        AddressRequests,
        NexthopRequests,
        RuleRequests,
        NeighbourRequests,
        NamespaceRequests,
        SettingRequests {
  @Override
  default void changeSetting(IpSetting setting, int value) {
    throw new UnsupportedOperationException();
  }

  @Override
  default Optional<Integer> namespaceId(NetworkNamespace other) {
    throw new UnsupportedOperationException();
  }

  @Override
  default int assignNamespaceId(NetworkNamespace other) {
    throw new UnsupportedOperationException();
  }

  @Override
  default List<Link> links(LinkFilter filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  default Optional<Link> linkByAlternativeName(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  default Link createLink(LinkSpec spec) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void deleteLink(int index) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void changeLink(InterfaceName name, LinkChange change) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void changeLink(int index, LinkChange change) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void addAlternativeNames(int index, List<String> names) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void deleteAlternativeNames(int index, List<String> names) {
    throw new UnsupportedOperationException();
  }

  @Override
  default Map<Integer, List<InterfaceAddress>> addresses(AddressFilter filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  default Optional<InterfaceAddress> address(int index, InetAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void addAddress(int index, InterfaceAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void replaceAddress(int index, InterfaceAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void deleteAddress(int index, InterfaceAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  default List<Rule> rules() {
    throw new UnsupportedOperationException();
  }

  @Override
  default List<Rule> rules(AddressFamily family) {
    throw new UnsupportedOperationException();
  }

  @Override
  default Rule addRule(Rule rule) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void deleteRule(Rule rule) {
    throw new UnsupportedOperationException();
  }

  @Override
  default List<Neighbour> neighbours(NeighbourFilter filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  default Optional<Neighbour> neighbour(int link, InetAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  default Optional<Neighbour> proxyNeighbour(int link, InetAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void addNeighbour(Neighbour neighbour) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void replaceNeighbour(Neighbour neighbour) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void changeNeighbour(Neighbour neighbour) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void deleteNeighbour(Neighbour neighbour) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void changeNexthop(NexthopObject object) {
    throw new UnsupportedOperationException();
  }

  @Override
  default int flushNexthops(NexthopFilter filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  default List<NexthopBucket> nexthopBuckets(int group) {
    throw new UnsupportedOperationException();
  }
}

package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NeighbourFilter;
import io.wgnetlink.route.NeighbourRequests;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The neighbours of the kernel. */
final class KernelNeighbours implements NeighbourRequests {
  private final NetlinkClient client;

  KernelNeighbours(NetlinkClient client) {
    this.client = client;
  }

  @Override
  public List<Neighbour> neighbours(NeighbourFilter filter) {
    return TableReader.read(
        client, NeighbourMessages.dump(filter), message -> pass(filter, message));
  }

  /** Of a master an entry says nothing: there the kernel's word counts. */
  private static Optional<Neighbour> pass(NeighbourFilter filter, MessageReader message) {
    if (!NeighbourMessages.isNeighbour(message)) {
      return Optional.empty();
    }
    Neighbour neighbour = NeighbourMessages.decode(message);
    return Optional.of(neighbour)
        .filter(one -> filter.family().map(only -> one.family() == only).orElse(true))
        .filter(one -> filter.link().map(index -> one.link() == index).orElse(true));
  }

  @Override
  public Optional<Neighbour> neighbour(int link, InetAddress address) {
    return find(link, address, false);
  }

  @Override
  public Optional<Neighbour> proxyNeighbour(int link, InetAddress address) {
    // The kernel looks among the entries of every link when there is none of the link's own.
    return find(link, address, true).filter(entry -> entry.link() == link);
  }

  private Optional<Neighbour> find(int link, InetAddress address, boolean proxy) {
    try {
      return Optional.of(
          client.get(NeighbourMessages.get(link, address, proxy), NeighbourMessages::decode));
    } catch (NetlinkException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void addNeighbour(Neighbour neighbour) {
    client.execute(NeighbourMessages.add(neighbour));
  }

  @Override
  public void replaceNeighbour(Neighbour neighbour) {
    client.execute(NeighbourMessages.replace(neighbour));
  }

  @Override
  public void changeNeighbour(Neighbour neighbour) {
    client.execute(NeighbourMessages.change(neighbour));
  }

  @Override
  public void deleteNeighbour(Neighbour neighbour) {
    client.execute(NeighbourMessages.delete(neighbour));
  }
}

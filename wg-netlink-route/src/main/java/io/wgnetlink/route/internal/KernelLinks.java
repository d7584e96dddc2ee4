package io.wgnetlink.route.internal;

import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFilter;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.route.LinkRequests;
import java.util.List;
import java.util.Optional;

/** The links of the kernel. */
final class KernelLinks implements LinkRequests {
  private final NetlinkClient client;

  KernelLinks(NetlinkClient client) {
    this.client = client;
  }

  @Override
  public List<Link> links() {
    return links(LinkFilter.all());
  }

  /** The kernel leaves a filter out whose kind it does not know. */
  @Override
  public List<Link> links(LinkFilter filter) {
    return TableReader.read(
        client,
        LinkMessages.dump(filter),
        message -> Optional.of(LinkMessages.decode(message)).filter(filter::matches));
  }

  @Override
  public Optional<Link> link(InterfaceName name) {
    return find(LinkMessages.get(name));
  }

  @Override
  public Optional<Link> link(int index) {
    return find(LinkMessages.get(index));
  }

  @Override
  public Optional<Link> linkByAlternativeName(String name) {
    return find(LinkMessages.getByAlternativeName(name));
  }

  private Optional<Link> find(Request request) {
    try {
      return Optional.of(client.get(request, LinkMessages::decode));
    } catch (NetlinkException e) {
      if (e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Link createLink(LinkSpec spec) {
    client.execute(LinkMessages.create(spec));
    if (spec.up() && spec.peer().isPresent()) {
      setPeerUp(spec, spec.peer().get());
    }
    return link(spec.name())
        .orElseThrow(() -> new NetlinkException(
            "read link " + spec.name(), "it was created, and then deleted or renamed by another"));
  }

  /**
   * The kernel makes the other end of a veth pair first and cannot set it up (ENOTCONN) before the
   * pair is complete: so that is a request of its own, in the namespace of that end.
   */
  private void setPeerUp(LinkSpec spec, LinkSpec.Peer peer) {
    Request up = LinkMessages.change(peer.name(), LinkChange.builder().up().build());
    try {
      if (peer.namespace().isEmpty()) {
        client.execute(up);
      } else {
        try (NetlinkClient there =
            NetlinkClient.open(peer.namespace().get(), NetlinkProtocol.ROUTE)) {
          there.execute(up);
        }
      }
    } catch (NetlinkException e) {
      deleteLink(spec.name());
      throw e;
    }
  }

  @Override
  public void deleteLink(InterfaceName name) {
    client.execute(LinkMessages.delete(name));
  }

  @Override
  public void deleteLink(int index) {
    client.execute(LinkMessages.delete(index));
  }

  @Override
  public void changeLink(InterfaceName name, LinkChange change) {
    if (change.name().isPresent() || !change.bridgePort().isEmpty()) {
      // A message has room for one name, and a port takes two messages.
      changeLink(client.get(LinkMessages.get(name), LinkMessages::decode).index(), change);
      return;
    }
    client.execute(LinkMessages.change(name, change));
  }

  /**
   * The kernel hands the settings of a port to the master that the link had before the message: so
   * a new master goes first.
   */
  @Override
  public void changeLink(int index, LinkChange change) {
    if (!change.bridgePort().isEmpty() && change.master().isPresent()) {
      int master = change.master().get();
      client.execute(
          LinkMessages.change(index, LinkChange.builder().master(master).build()));
    }
    client.execute(LinkMessages.change(index, change));
  }

  @Override
  public void addAlternativeNames(int index, List<String> names) {
    client.execute(LinkMessages.addAlternativeNames(index, names));
  }

  @Override
  public void deleteAlternativeNames(int index, List<String> names) {
    client.execute(LinkMessages.deleteAlternativeNames(index, names));
  }
}

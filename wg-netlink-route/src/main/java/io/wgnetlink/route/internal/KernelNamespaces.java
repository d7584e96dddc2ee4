package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.route.NamespaceRequests;
import java.util.Optional;

/** The numbers of namespaces in the kernel. */
final class KernelNamespaces implements NamespaceRequests {
  private final NetlinkClient client;

  KernelNamespaces(NetlinkClient client) {
    this.client = client;
  }

  @Override
  public Optional<Integer> namespaceId(NetworkNamespace other) {
    return client.get(
        NamespaceMessages.get(other.toString(), other.descriptor()), NamespaceMessages::decode);
  }

  @Override
  public int assignNamespaceId(NetworkNamespace other) {
    Request request = NamespaceMessages.assign(other.toString(), other.descriptor());
    try {
      client.execute(request);
    } catch (NetlinkException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
    }
    return namespaceId(other)
        .orElseThrow(() -> new NetlinkException(request.operation(), "it has none afterwards"));
  }
}

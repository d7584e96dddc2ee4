package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks rtnetlink for the interfaces of a namespace. Its socket is opened when it is first needed.
 * Thread-safe; needs no capability.
 */
final class KernelLinks implements Links {
  private final NetworkNamespace namespace;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable NetlinkClient client;
  private boolean closed;

  /** Works in a namespace, whose handle must stay open; it is not closed here. */
  KernelLinks(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public Optional<Link> find(InterfaceName name) {
    try {
      return Optional.of(client().get(Link.named(name), Link::decode));
    } catch (NetlinkException e) {
      if (e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<Link> ofKind(String kind) {
    InterfaceList list = new InterfaceList(kind);
    client().dump(Link.ofKind(kind), list);
    return list.links();
  }

  private NetlinkClient client() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the WireGuard client is closed");
      }
      NetlinkClient open = client;
      if (open == null) {
        open = NetlinkClient.open(namespace, NetlinkProtocol.ROUTE);
        client = open;
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (client != null) {
        client.close();
      }
    } finally {
      lock.unlock();
    }
  }
}

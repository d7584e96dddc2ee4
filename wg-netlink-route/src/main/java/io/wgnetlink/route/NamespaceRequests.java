package io.wgnetlink.route;

import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import java.util.Optional;

/**
 * The numbers by which one network namespace knows others ({@code nsid}): the part of
 * {@link RouteNetlink} that is about them, where also blocking, thread-safety and capability are
 * said.
 *
 * <p>The kernel gives a namespace a number in another when it has to name it there, as for a veth
 * pair between the two, or when it is told to; the same namespace has other numbers elsewhere. Once
 * given, a number stays until one of the two ends. Events of all namespaces come with it, and only
 * from namespaces that have one.
 */
public interface NamespaceRequests {
  /** Returns the number of a namespace in this one, 0 or more; empty when it has none. */
  Optional<Integer> namespaceId(NetworkNamespace other);

  /**
   * Gives a namespace a number in this one, which the kernel chooses, and returns it, or the one
   * that it has already.
   *
   * @throws NetlinkException with EPERM without {@code CAP_NET_ADMIN} here
   */
  int assignNamespaceId(NetworkNamespace other);
}

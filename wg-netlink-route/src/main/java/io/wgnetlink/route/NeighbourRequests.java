package io.wgnetlink.route;

import io.wgnetlink.netlink.NetlinkException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The neighbours of one network namespace: the part of {@link RouteNetlink} that is about them,
 * where also blocking, thread-safety and capability are said.
 *
 * <p>A proxy entry is added, replaced and deleted by the same methods as a neighbour, and is
 * another entry than a neighbour with its address.
 */
public interface NeighbourRequests {
  /**
   * Returns the neighbours, or the proxy entries, that pass a filter; none when there is no such
   * link. In all states, also those that {@code ip} leaves out unless asked.
   *
   * <p>The kernel does not say that neighbours changed while it showed them: where they come and
   * go, one that did not may be missing or be there twice, unless all fit one datagram of 32 KiB.
   */
  List<Neighbour> neighbours(NeighbourFilter filter);

  /** Returns one neighbour; empty when there is none with this address on this link. */
  Optional<Neighbour> neighbour(int link, InetAddress address);

  /** Returns one proxy entry, of a link, or with 0 one that counts on every link. */
  Optional<Neighbour> proxyNeighbour(int link, InetAddress address);

  /**
   * Adds a neighbour, never in place of another one. Of a proxy entry the kernel replaces the one
   * that is there.
   *
   * @throws NetlinkException with EEXIST when there is a neighbour with this address on this link;
   *     EINVAL when the link needs a link-layer address and none or a shorter one is given, and
   *     then an entry in state {@link NeighbourState#NONE} may be left behind; ENODEV when there is
   *     no such link; ENOBUFS for an IPv6 proxy entry without a link
   */
  void addNeighbour(Neighbour neighbour);

  /** Adds a neighbour, or replaces the one with this address on this link, whoever made that. */
  void replaceNeighbour(Neighbour neighbour);

  /**
   * Changes the neighbour with this address on this link, whoever made it.
   *
   * @throws NetlinkException with ENOENT when there is none
   */
  void changeNeighbour(Neighbour neighbour);

  /**
   * Deletes the neighbour, or the proxy entry, with this address on this link; nothing else of it
   * counts. A neighbour that is in use comes back when the kernel resolves it anew.
   *
   * @throws NetlinkException with ENOENT when there is none
   */
  void deleteNeighbour(Neighbour neighbour);
}

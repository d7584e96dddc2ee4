package io.wgnetlink.route;

import io.wgnetlink.link.AddressFilter;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.netlink.NetlinkException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses of the links of one network namespace: the part of {@link RouteNetlink} that is
 * about them, where also blocking, thread-safety and capability are said.
 */
public interface AddressRequests {
  /** Returns the addresses of all links, by the link's index. */
  Map<Integer, List<InterfaceAddress>> addresses();

  /** Returns the addresses of one link; none when there is no such link. */
  List<InterfaceAddress> addresses(int index);

  /**
   * Returns the addresses that pass a filter, by the link's index; none when there is no such link.
   */
  Map<Integer, List<InterfaceAddress>> addresses(AddressFilter filter);

  /**
   * Returns one address of a link; empty when the link does not have it. The kernel answers for one
   * IPv6 address; for IPv4 the list of the link is read. A link may have one IPv4 address several
   * times, with other networks or peers: then this is the first of them.
   */
  Optional<InterfaceAddress> address(int index, InetAddress address);

  /**
   * Adds an address to a link. With it the kernel makes a route to the address's network, unless
   * the address says otherwise or is all of its network.
   *
   * @throws NetlinkException with EEXIST when the link has it already; EINVAL when it is to be
   *     preferred for longer than it is valid, or valid for no time; ENODEV when there is no such
   *     link; EACCES for IPv6 where that is disabled
   */
  void addAddress(int index, InterfaceAddress address);

  /**
   * Adds an address, or gives the one that is there other lifetimes, another metric and another
   * protocol; for IPv6 also another peer and the flags {@code HOMEADDRESS}, {@code MANAGETEMPADDR},
   * {@code NODAD} and {@code NOPREFIXROUTE}, and a metric of 0 leaves the one before. Linux 6.1
   * leaves the protocol of an IPv4 address, later ones (6.12 was tried) replace it. Nothing else is
   * replaced: for that delete the address and add it.
   */
  void replaceAddress(int index, InterfaceAddress address);

  /**
   * Deletes an address of a link: the address, the length of its network, and where they are given
   * the peer and the label, must agree. IPv4 routes that use it as preferred source vanish along,
   * without an event, and so do the further addresses of its network unless the link's
   * {@code PROMOTE_SECONDARIES} is set.
   *
   * @throws NetlinkException with EADDRNOTAVAIL when the link does not have it
   */
  void deleteAddress(int index, InterfaceAddress address);
}

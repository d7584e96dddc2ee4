package io.wgnetlink.route;

import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkFilter;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import java.util.List;
import java.util.Optional;

/**
 * The links of one network namespace: the part of {@link RouteNetlink} that is about them, where
 * also blocking, thread-safety and capability are said.
 */
public interface LinkRequests {
  /** Returns all links. */
  List<Link> links();

  /** Returns the links that pass a filter; none when there is no such kind or master. */
  List<Link> links(LinkFilter filter);

  /** Returns the link with this name (or alternative name); empty when there is none. */
  Optional<Link> link(InterfaceName name);

  /** Returns the link with this index; empty when there is none. */
  Optional<Link> link(int index);

  /**
   * Returns the link with this name or alternative name, which may be as long as 127 bytes; empty
   * when there is none.
   */
  Optional<Link> linkByAlternativeName(String name);

  /**
   * Makes a link and returns it as it then is. The kernel loads the module for its kind.
   *
   * @throws NetlinkException with EEXIST when the name is taken, EBUSY when the index is,
   *     EOPNOTSUPP when the kernel does not know the kind
   */
  Link createLink(LinkSpec spec);

  /**
   * Deletes a link, with its addresses and routes; of a veth pair also the other end.
   *
   * @throws NetlinkException with ENODEV when there is none
   */
  void deleteLink(InterfaceName name);

  /** Like {@link #deleteLink(InterfaceName)}, by index. */
  void deleteLink(int index);

  /**
   * Changes a link. The kernel applies the parts of a change one after the other, and those done
   * before it refuses one stay.
   *
   * @throws NetlinkException with ENODEV when there is none, EOPNOTSUPP when a part is not for
   *     links of its kind, for example an option of a port of a bridge when it is none
   */
  void changeLink(InterfaceName name, LinkChange change);

  /** Like {@link #changeLink(InterfaceName, LinkChange)}, by index. */
  void changeLink(int index, LinkChange change);

  /**
   * Gives a link further names (Linux 5.5), of at most 127 bytes each.
   *
   * @throws NetlinkException with EEXIST when one is taken, as name or as alternative name of any
   *     link; those before it stay
   */
  void addAlternativeNames(int index, List<String> names);

  /**
   * Takes further names from a link.
   *
   * @throws NetlinkException with ENOENT when it has not got one of them; those before it are gone
   */
  void deleteAlternativeNames(int index, List<String> names);
}

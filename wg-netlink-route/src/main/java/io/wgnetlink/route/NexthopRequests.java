package io.wgnetlink.route;

import io.wgnetlink.netlink.NetlinkException;
import java.util.List;
import java.util.Optional;

/**
 * The nexthop objects of one network namespace (Linux 5.3): the part of {@link RouteNetlink} that
 * is about them, where also blocking, thread-safety and capability are said.
 *
 * <p>An IPv4 route that names an object vanishes with it, <em>without an event of its own</em>; so
 * does one whose object's link goes down.
 */
public interface NexthopRequests {
  /** Returns the nexthop objects that pass a filter, by number; none when there is no such link. */
  List<NexthopObject> nexthops(NexthopFilter filter);

  /** Returns the nexthop object with this number, unsigned; empty when there is none. */
  Optional<NexthopObject> nexthop(int id);

  /**
   * Adds a nexthop object, never in place of another one, and returns it as the kernel has it, with
   * the number that it chose where none was given.
   *
   * @throws NetlinkException with EEXIST when the number is taken; ENETDOWN when the link (for a
   *     blackhole, {@code lo}) is down or has no carrier; EHOSTUNREACH or ENETUNREACH when the
   *     gateway is not on the link; EINVAL when there is no such link, a group cannot have such
   *     members, or they have weights above 256 before Linux 6.12
   */
  NexthopObject addNexthop(NexthopObject object);

  /**
   * Adds a nexthop object, or replaces the one with its number, <em>whoever made that</em>: with
   * one message all routes that name it go the new way. A group replaces a group of its type only,
   * and a single nexthop a single one.
   *
   * @throws NetlinkException with EINVAL when it has no number, or cannot take the place of what is
   *     there
   */
  void replaceNexthop(NexthopObject object);

  /**
   * Changes the nexthop object with this number, whoever made it.
   *
   * @throws NetlinkException with ENOENT when there is none, else as {@link #replaceNexthop}
   */
  void changeNexthop(NexthopObject object);

  /**
   * Deletes a nexthop object, with the routes that name it. Groups lose it as a member, and a group
   * without members is deleted too.
   *
   * @throws NetlinkException with ENOENT when there is none
   */
  void deleteNexthop(int id);

  /**
   * Deletes all nexthop objects that pass a filter, one after the other, and returns how many went
   * by their own deletion. One that somebody else, or the deletion of its last member, took away
   * before is no error.
   *
   * @throws NetlinkException when the kernel refuses one; others may have been deleted
   */
  int flushNexthops(NexthopFilter filter);

  /**
   * Returns the buckets of a resilient group (Linux 5.13), by index.
   *
   * @throws NetlinkException with ENOENT when there is no such object, EINVAL when it is no
   *     resilient group
   */
  List<NexthopBucket> nexthopBuckets(int group);
}

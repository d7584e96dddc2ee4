package io.wgnetlink.route;

import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.List;

/**
 * A nexthop object of a kernel (Linux 5.3): a way that has a number, which routes name instead of
 * saying the way themselves. When the object is replaced, all routes that name it go the new way.
 * Other than a {@link Nexthop}, it is no part of a route. Immutable.
 */
public sealed interface NexthopObject permits SingleNexthop, NexthopGroup {
  /** Returns its number, unsigned; 0 of a new one for which the kernel chooses. */
  int id();

  /** Returns who made it, {@code RTPROT_*}; 0 when nobody says. */
  int protocol();

  /** Returns whether bridges use it in their forwarding tables, and no route. */
  boolean fdb();

  /** Returns {@code RTNH_F_*}, {@code uapi/linux/rtnetlink.h}: what the kernel found. */
  int flags();

  /**
   * Returns attributes that have no component, such as an encapsulation's ({@code NHA_ENCAP_TYPE},
   * {@code NHA_ENCAP}); they are sent along when it is added or replaced.
   */
  List<UnknownAttribute> otherAttributes();
}

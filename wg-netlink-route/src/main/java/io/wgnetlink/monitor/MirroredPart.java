package io.wgnetlink.monitor;

import io.wgnetlink.net.AddressFamily;
import java.util.List;

/**
 * What a mirror reads by one dump, in the order in which it is read: what is found of one part puts
 * later ones in doubt.
 */
enum MirroredPart {
  LINKS,
  ADDRESSES,
  NEXTHOPS,
  RULES,
  IPV4_ROUTES,
  IPV6_ROUTES;

  /** What depends on links being up. */
  static final List<MirroredPart> CARRIED = List.of(NEXTHOPS, IPV4_ROUTES, IPV6_ROUTES);

  static MirroredPart routes(AddressFamily family) {
    return switch (family) {
      case IPV4 -> IPV4_ROUTES;
      case IPV6 -> IPV6_ROUTES;
    };
  }
}

package io.wgnetlink.link;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Flags of a link, {@code IFF_*} in {@code uapi/linux/if.h}. */
public enum LinkFlag {
  /** Set administratively: the link may carry packets. */
  UP(0),
  BROADCAST(1),
  DEBUG(2),
  LOOPBACK(3),
  POINTOPOINT(4),
  NOTRAILERS(5),
  /** Operationally up (RFC 2863), as far as the driver tells. */
  RUNNING(6),
  NOARP(7),
  PROMISC(8),
  ALLMULTI(9),
  MASTER(10),
  SLAVE(11),
  MULTICAST(12),
  PORTSEL(13),
  AUTOMEDIA(14),
  DYNAMIC(15),
  /** The lower layer has a carrier: a cable, or for veth the peer, is up. */
  LOWER_UP(16),
  DORMANT(17),
  ECHO(18);

  private final int mask;

  LinkFlag(int bit) {
    this.mask = 1 << bit;
  }

  /** Returns the flag's bit in {@code ifi_flags}. */
  public int mask() {
    return mask;
  }

  /** Returns the flags that are set in {@code ifi_flags}; bits without a name are left out. */
  public static Set<LinkFlag> of(int bits) {
    EnumSet<LinkFlag> flags = EnumSet.noneOf(LinkFlag.class);
    for (LinkFlag flag : values()) {
      if ((bits & flag.mask) != 0) {
        flags.add(flag);
      }
    }
    return Collections.unmodifiableSet(flags);
  }
}

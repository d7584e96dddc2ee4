package io.wgnetlink.link;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Flags of an address, {@code IFA_F_*} in {@code uapi/linux/if_addr.h}. */
public enum AddressFlag {
  /** IPv4: a further address of a network; IPv6: a temporary one. */
  SECONDARY(0),
  /** IPv6: used at once, without duplicate address detection. */
  NODAD(1),
  OPTIMISTIC(2),
  /** IPv6: a duplicate was detected; the address is not used. */
  DADFAILED(3),
  HOMEADDRESS(4),
  DEPRECATED(5),
  /** IPv6: duplicate address detection is under way; the address is not used yet. */
  TENTATIVE(6),
  /** The address does not expire. */
  PERMANENT(7),
  MANAGETEMPADDR(8),
  /** No route to the address's network is made along with it. */
  NOPREFIXROUTE(9),
  MCAUTOJOIN(10),
  STABLE_PRIVACY(11);

  private final int mask;

  AddressFlag(int bit) {
    this.mask = 1 << bit;
  }

  /** Returns the flag's bit in {@code IFA_FLAGS}. */
  public int mask() {
    return mask;
  }

  /** Returns the flags that are set in {@code IFA_FLAGS}; bits without a name are left out. */
  public static Set<AddressFlag> of(int bits) {
    EnumSet<AddressFlag> flags = EnumSet.noneOf(AddressFlag.class);
    for (AddressFlag flag : values()) {
      if ((bits & flag.mask) != 0) {
        flags.add(flag);
      }
    }
    return Collections.unmodifiableSet(flags);
  }
}

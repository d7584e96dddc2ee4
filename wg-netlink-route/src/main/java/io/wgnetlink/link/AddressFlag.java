package io.wgnetlink.link;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Flags of an address, {@code IFA_F_*} in {@code uapi/linux/if_addr.h}. */
public enum AddressFlag {
  /** IPv4: a further address of a network; IPv6: a temporary one. The kernel says so. */
  SECONDARY(0, "secondary"),
  /** IPv6: used at once, without duplicate address detection. */
  NODAD(1, "nodad"),
  /** IPv6: used while duplicate address detection is under way. */
  OPTIMISTIC(2, "optimistic"),
  /** IPv6: a duplicate was detected; the address is not used. */
  DADFAILED(3, "dadfailed"),
  /** IPv6: the home address of a mobile host. */
  HOMEADDRESS(4, "home"),
  /** Its preferred lifetime is over: nothing new begins with it. The kernel says so. */
  DEPRECATED(5, "deprecated"),
  /** IPv6: duplicate address detection is under way; the address is not used yet. */
  TENTATIVE(6, "tentative"),
  /** The address does not expire. The kernel says so. */
  PERMANENT(7, "permanent"),
  /** IPv6: the kernel makes temporary addresses of it. */
  MANAGETEMPADDR(8, "mngtmpaddr"),
  /** No route to the address's network is made along with it. */
  NOPREFIXROUTE(9, "noprefixroute"),
  /** The address is a multicast group that the host joins. */
  MCAUTOJOIN(10, "autojoin"),
  /** IPv6: the kernel made it of a secret, not of the hardware address. */
  STABLE_PRIVACY(11, "stable-privacy");

  private final int mask;
  private final String word;

  AddressFlag(int bit, String word) {
    this.mask = 1 << bit;
    this.word = word;
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

  /** Returns the flag as {@code ip address} has it; it calls {@code SECONDARY} also temporary. */
  @Override
  public String toString() {
    return word;
  }
}

package io.wgnetlink.link;

import java.util.Locale;

/**
 * Limits and counts of a link that the kernel reports as numbers of 32 bits, {@code IFLA_*} in
 * {@code uapi/linux/if_link.h}. A kernel that does not know one leaves it out.
 */
public enum LinkLimit {
  /** The smallest MTU that it takes; 0 when any (Linux 5.0). */
  MIN_MTU(50),
  /** The largest MTU that it takes; 0 when any (Linux 5.0). */
  MAX_MTU(51),
  /** Who wants every packet of the network below: how many. */
  PROMISCUITY(30),
  /** Who wants every multicast packet: how many (Linux 6.0). */
  ALLMULTI(61),
  NUM_TX_QUEUES(31),
  NUM_RX_QUEUES(32),
  /** The largest packet in bytes that is left to the device, or to the end, to cut. */
  GSO_MAX_SIZE(41),
  GSO_MAX_SEGS(40),
  /** As above for IPv4 alone (Linux 6.3). */
  GSO_IPV4_MAX_SIZE(63),
  /** The largest packet in bytes that received ones are joined to (Linux 5.19). */
  GRO_MAX_SIZE(58),
  GRO_IPV4_MAX_SIZE(64),
  /** The largest packet in bytes that the device can cut (Linux 5.19). */
  TSO_MAX_SIZE(59),
  TSO_MAX_SEGS(60);

  private final int number;

  LinkLimit(int number) {
    this.number = number;
  }

  /** Returns the number of the kernel's attribute. */
  public int number() {
    return number;
  }

  /** Returns the limit in lower case, for example {@code min_mtu}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.wgnetlink.nftables;

import java.util.Optional;

/** What packets a table sees, {@code NFPROTO_*} in {@code uapi/linux/netfilter.h}. */
public enum TableFamily {
  /** IPv4 and IPv6. */
  INET(1, "inet"),
  IPV4(2, "ip"),
  ARP(3, "arp"),
  NETDEV(5, "netdev"),
  BRIDGE(7, "bridge"),
  IPV6(10, "ip6");

  private final int number;
  private final String word;

  TableFamily(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** Returns the kernel's number. */
  public int number() {
    return number;
  }

  /** Returns the family with this number; empty when the library has no name for it. */
  public static Optional<TableFamily> of(int number) {
    for (TableFamily family : values()) {
      if (family.number == number) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** Returns the family as {@code nft} says it. */
  @Override
  public String toString() {
    return word;
  }
}

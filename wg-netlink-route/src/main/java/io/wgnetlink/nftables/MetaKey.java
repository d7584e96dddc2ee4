package io.wgnetlink.nftables;

/**
 * What the expression {@code meta} loads or stores, {@code NFT_META_*} in
 * {@code uapi/linux/netfilter/nf_tables.h}. Keys without a name here are kept as they are.
 * Immutable.
 *
 * @param number the kernel's number
 */
public record MetaKey(int number) {
  /** The packet's mark, 4 bytes in the machine's order. */
  public static final MetaKey MARK = new MetaKey(3);

  /** The family of the packet in a table of both, 1 byte: 2 or 10. */
  public static final MetaKey NFPROTO = new MetaKey(15);

  /** Returns the key as {@code nft} says it where it has a name here. */
  @Override
  public String toString() {
    return equals(MARK) ? "mark" : equals(NFPROTO) ? "nfproto" : Integer.toString(number);
  }
}

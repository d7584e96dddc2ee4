package io.wgnetlink.nftables;

/**
 * What names a chain.
 *
 * @param table where it is
 * @param name 1 to 255 bytes of UTF-8
 */
public record ChainId(TableId table, String name) {
  public ChainId {
    Names.require("chain", name);
  }

  /** Returns the chain as {@code nft} says it, for example {@code chain inet filter input}. */
  @Override
  public String toString() {
    return "chain " + table.family() + " " + table.name() + " " + name;
  }
}

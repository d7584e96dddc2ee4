package io.wgnetlink.nftables;

/**
 * What names a set.
 *
 * @param table where it is
 * @param name 1 to 255 bytes of UTF-8
 */
public record SetId(TableId table, String name) {
  public SetId {
    Names.require("set", name);
  }

  /** Returns the set as {@code nft} says it, for example {@code set inet filter blocked}. */
  @Override
  public String toString() {
    return "set " + table.family() + " " + table.name() + " " + name;
  }
}

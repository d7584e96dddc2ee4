package io.wgnetlink.nftables;

/**
 * What names a table.
 *
 * @param family the family; two tables of different families may have one name
 * @param name 1 to 255 bytes of UTF-8
 */
public record TableId(TableFamily family, String name) {
  public TableId {
    Names.require("table", name);
  }

  /** Returns a table of both IP families. */
  public static TableId inet(String name) {
    return new TableId(TableFamily.INET, name);
  }

  /** Returns the name of a chain in this table. */
  public ChainId chain(String chain) {
    return new ChainId(this, chain);
  }

  /** Returns the name of a set in this table. */
  public SetId set(String set) {
    return new SetId(this, set);
  }

  /** Returns the table as {@code nft} says it, for example {@code table inet filter}. */
  @Override
  public String toString() {
    return "table " + family + " " + name;
  }
}

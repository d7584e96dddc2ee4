package io.wgnetlink.nftables;

import java.util.List;

/**
 * One change of a batch. What is added and there already, is left as it is: neither the flags of a
 * table nor the time to live of an element change, except where that is said. Immutable.
 */
public sealed interface NftablesChange {
  /** Adds a table. */
  record AddTable(Table table) implements NftablesChange {}

  /** Adds a table; with one of its name, whoever made it, the batch is refused with EEXIST. */
  record CreateTable(Table table) implements NftablesChange {}

  /** Deletes a table with all that is in it; ENOENT when there is none. */
  record DeleteTable(TableId table) implements NftablesChange {}

  /** Adds a chain. */
  record AddChain(Chain chain) implements NftablesChange {}

  /** Adds a set. */
  record AddSet(NamedSet set) implements NftablesChange {}

  /** Adds elements to a set. */
  record AddElements(SetId set, List<SetElement> elements) implements NftablesChange {
    public AddElements {
      elements = List.copyOf(elements);
    }
  }

  /**
   * Deletes elements from a set; ENOENT when one is not in it, or has expired. To give an element
   * more time, delete it and add it again in one batch: no packet sees the set without it.
   */
  record DeleteElements(SetId set, List<SetElement> elements) implements NftablesChange {
    public DeleteElements {
      elements = List.copyOf(elements);
    }
  }

  /** Adds a rule to the end of its chain. */
  record AddRule(ChainRule rule) implements NftablesChange {}

  /**
   * Deletes one rule.
   *
   * @param handle the rule's, as read
   */
  record DeleteRule(ChainId chain, long handle) implements NftablesChange {}
}

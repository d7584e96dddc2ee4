package io.wgnetlink.nftables;

import java.util.Optional;

/**
 * A chain: a base chain, which the kernel calls, or one that rules jump to. Immutable.
 *
 * @param id what names it
 * @param base where the kernel calls it; empty when it does not
 * @param handle the kernel's number of it; 0 of a new one
 */
public record Chain(ChainId id, Optional<Base> base, long handle) {
  /**
   * What makes a chain a base chain.
   *
   * @param type {@code filter}; {@code route}, which looks the way of local packets up again when a
   *     rule changed their mark; or {@code nat}
   * @param hook where it is called
   * @param priority chains of one hook are called from the smallest priority on; see
   *     {@link #MANGLE}
   * @param drops whether packets that come to its end are dropped
   */
  public record Base(String type, Hook hook, int priority, boolean drops) {
    /** Before the routing decision, after connection tracking: {@code NF_IP_PRI_MANGLE}. */
    public static final int MANGLE = -150;

    public Base {
      Names.require("chain type", type);
    }

    /** Returns a base chain that lets packets pass. */
    public static Base accepting(String type, Hook hook, int priority) {
      return new Base(type, hook, priority, false);
    }
  }

  /** Returns a new base chain. */
  public static Chain of(ChainId id, Base base) {
    return new Chain(id, Optional.of(base), 0);
  }
}

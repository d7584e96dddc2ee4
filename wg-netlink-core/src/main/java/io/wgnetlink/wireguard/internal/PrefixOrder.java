package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks prefixes of several peers for a change that is made rank by rank: of two prefixes of
 * different peers that overlap, the one that must go first has the lower rank. Prefixes of one peer
 * share a rank wherever they can; one that overlaps nothing has rank 0. Immutable.
 */
final class PrefixOrder {
  private final Map<IpPrefix, Integer> ranks;

  private PrefixOrder(Map<IpPrefix, Integer> ranks) {
    this.ranks = ranks;
  }

  /** Ranks a prefix above those of other peers that it covers. */
  static PrefixOrder narrowFirst(Map<IpPrefix, PublicKey> peers) {
    Nesting nesting = Nesting.of(peers);
    int[] ranks = new int[peers.size()];
    for (int i = ranks.length - 1; i >= 0; i--) {
      int wide = nesting.cover[i];
      if (wide >= 0) {
        ranks[wide] = Math.max(ranks[wide], ranks[i] + nesting.step(wide, i));
      }
    }
    return nesting.order(ranks);
  }

  /** Ranks a prefix above those of other peers that cover it. */
  static PrefixOrder wideFirst(Map<IpPrefix, PublicKey> peers) {
    Nesting nesting = Nesting.of(peers);
    int[] ranks = new int[peers.size()];
    for (int i = 0; i < ranks.length; i++) {
      int wide = nesting.cover[i];
      if (wide >= 0) {
        ranks[i] = ranks[wide] + nesting.step(wide, i);
      }
    }
    return nesting.order(ranks);
  }

  /** Returns the rank of a prefix, from 0. */
  int rank(IpPrefix prefix) {
    return ranks.getOrDefault(prefix, 0);
  }

  /**
   * The prefixes, sorted so that one comes after those that cover it, and which those are. To look
   * at the narrowest cover is enough: along a chain of covers the ranks add up.
   */
  private static final class Nesting {
    private final List<IpPrefix> prefixes = new ArrayList<>();
    private final List<PublicKey> peers = new ArrayList<>();

    /** For each prefix the position of the narrowest one that covers it, or -1. */
    private final int[] cover;

    private Nesting(int size) {
      cover = new int[size];
    }

    static Nesting of(Map<IpPrefix, PublicKey> peers) {
      Nesting nesting = new Nesting(peers.size());
      peers.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEachOrdered(entry -> {
        nesting.prefixes.add(entry.getKey());
        nesting.peers.add(entry.getValue());
      });
      nesting.findCovers();
      return nesting;
    }

    private void findCovers() {
      for (int i = 0; i < cover.length; i++) {
        int candidate = i - 1;
        while (candidate >= 0 && !prefixes.get(candidate).covers(prefixes.get(i))) {
          candidate = cover[candidate];
        }
        cover[i] = candidate;
      }
    }

    int step(int wide, int narrow) {
      return peers.get(wide).equals(peers.get(narrow)) ? 0 : 1;
    }

    PrefixOrder order(int[] ranks) {
      Map<IpPrefix, Integer> byPrefix = new HashMap<>();
      for (int i = 0; i < ranks.length; i++) {
        byPrefix.put(prefixes.get(i), ranks[i]);
      }
      return new PrefixOrder(byPrefix);
    }
  }
}

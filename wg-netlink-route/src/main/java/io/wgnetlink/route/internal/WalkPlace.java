package io.wgnetlink.route.internal;

/**
 * Where a route lies on the kernel's walk through one table.
 *
 * <p>IPv4 tables are tries of addresses ({@code net/ipv4/fib_trie.c}): the walk is in the order of
 * the addresses, and all routes to one address, of any length of prefix, lie at the same place.
 *
 * <p>IPv6 tables are binary tries of prefixes ({@code net/ipv6/ip6_fib.c}), walked left, right,
 * node: narrower prefixes come before the one that holds them. The routes of one destination that
 * are limited to a source form a trie below it, which comes before everything else below that
 * destination. Routes that differ in their metric only lie at the same place.
 *
 * <p>Immutable; a key, compared by its place.
 */
final class WalkPlace implements Comparable<WalkPlace> {
  /** Before every route. */
  static final WalkPlace START = new WalkPlace(-1, 0, 0, 0, 0, 0, 0);

  /** After every route. */
  static final WalkPlace END = new WalkPlace(1, 0, 0, 0, 0, 0, 0);

  private final int rank;
  private final long high;
  private final long low;
  private final int length;
  private final long sourceHigh;
  private final long sourceLow;
  private final int sourceLength;

  private WalkPlace(
      int rank,
      long high,
      long low,
      int length,
      long sourceHigh,
      long sourceLow,
      int sourceLength) {
    this.rank = rank;
    this.high = high;
    this.low = low;
    this.length = length;
    this.sourceHigh = sourceHigh;
    this.sourceLow = sourceLow;
    this.sourceLength = sourceLength;
  }

  /** Returns the place of all IPv4 routes to an address. */
  static WalkPlace ofIpv4(int address) {
    return new WalkPlace(0, Integer.toUnsignedLong(address) << 32, 0, 32, 0, 0, 0);
  }

  /**
   * Returns the place of an IPv6 route; the halves of the addresses are unsigned. Bits beyond the
   * lengths, which no kernel sends, do not count.
   */
  static WalkPlace ofIpv6(
      long high, long low, int length, long sourceHigh, long sourceLow, int sourceLength) {
    return new WalkPlace(
        0,
        first(high, length),
        first(low, length - Long.SIZE),
        length,
        first(sourceHigh, sourceLength),
        first(sourceLow, sourceLength - Long.SIZE),
        sourceLength);
  }

  private static long first(long bits, int count) {
    if (count <= 0) {
      return 0;
    }
    return count >= Long.SIZE ? bits : bits & -1L << (Long.SIZE - count);
  }

  @Override
  public int compareTo(WalkPlace other) {
    if (rank != other.rank || rank != 0) {
      return Integer.compare(rank, other.rank);
    }
    int order = walkOrder(high, low, length, other.high, other.low, other.length);
    if (order == 0) {
      return sourceOrder(other);
    }
    if (sourceLength > 0 && holds(other)) {
      return -1;
    }
    return other.sourceLength > 0 && other.holds(this) ? 1 : order;
  }

  /** Of two routes to one destination: one without a source is the node itself and comes last. */
  private int sourceOrder(WalkPlace other) {
    return walkOrder(
        sourceHigh, sourceLow, sourceLength, other.sourceHigh, other.sourceLow, other.sourceLength);
  }

  private boolean holds(WalkPlace other) {
    return length < other.length
        && length <= commonBits(high, low, length, other.high, other.low, other.length);
  }

  /** Left, right, node: by the first bit that differs, else the longer one first. */
  private static int walkOrder(
      long high, long low, int length, long otherHigh, long otherLow, int otherLength) {
    int common = commonBits(high, low, length, otherHigh, otherLow, otherLength);
    if (common < Math.min(length, otherLength)) {
      int byHigh = Long.compareUnsigned(high, otherHigh);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }
    return Integer.compare(otherLength, length);
  }

  private static int commonBits(
      long high, long low, int length, long otherHigh, long otherLow, int otherLength) {
    long different = high ^ otherHigh;
    int common = different != 0
        ? Long.numberOfLeadingZeros(different)
        : Long.SIZE + Long.numberOfLeadingZeros(low ^ otherLow);
    return Math.min(common, Math.min(length, otherLength));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WalkPlace place && compareTo(place) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high * 31 + low) * 31 + Long.hashCode(sourceHigh * 31 + sourceLow) + rank;
  }

  @Override
  public String toString() {
    if (rank != 0) {
      return rank < 0 ? "start" : "end";
    }
    String source = sourceLength == 0
        ? ""
        : String.format(" from %016x:%016x/%d", sourceHigh, sourceLow, sourceLength);
    return String.format("%016x:%016x/%d%s", high, low, length, source);
  }
}

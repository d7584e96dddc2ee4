package io.wgnetlink.route.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is proved about one table whose dump came in several datagrams.
 *
 * <p><b>Mechanism.</b> The rows of one datagram were read at one instant: between its first and its
 * last place the table held these rows and no others. At those two places themselves nothing is
 * proved, for rows of the same place may be in the datagram before or after, or in none: the kernel
 * finds its place again by counting, and where others added or deleted routes meanwhile it counts
 * wrong. So a datagram covers the open interval between its first and its last place, and all up to
 * the start or the end of the table where the walk began or ended in it. A place is in doubt as
 * long as no datagram covers it. The intervals of several dumps with different seams together cover
 * the whole table; then a route that was there throughout is in the result, once: at whatever
 * instant its place was read, it was there.
 *
 * <p>Of what is covered already nothing more is taken: what changed meanwhile is returned as it was
 * at some instant during the dump.
 *
 * @param <R> a row
 */
final class TableCover<R> {
  /** Places that no datagram has covered yet, both ends included. */
  record Doubt(WalkPlace from, WalkPlace to) {}

  /** Neighbouring rows, of which the first lies at a place. */
  private record Piece<R>(WalkPlace first, List<R> rows) {}

  /** A row that was seen at a place in doubt. */
  private record Seen<R>(WalkPlace place, R row) {}

  private final TreeMap<WalkPlace, WalkPlace> covered = new TreeMap<>();
  private final List<Piece<R>> pieces = new ArrayList<>();
  private final List<Seen<R>> seen = new ArrayList<>();

  /** Returns what is in doubt between two places, themselves excluded. */
  List<Doubt> doubts(WalkPlace from, WalkPlace to) {
    List<Doubt> doubts = new ArrayList<>(1);
    Map.Entry<WalkPlace, WalkPlace> before = covered.floorEntry(from);
    WalkPlace reached = before == null ? from : later(from, before.getValue());
    while (reached.compareTo(to) < 0) {
      Map.Entry<WalkPlace, WalkPlace> next = covered.ceilingEntry(reached);
      boolean last = next == null || next.getKey().compareTo(to) >= 0;
      doubts.add(new Doubt(reached, last ? to : next.getKey()));
      reached = last ? to : next.getValue();
    }
    return doubts;
  }

  /** Covers what lies between two places, after all rows that were in doubt there were added. */
  void cover(WalkPlace from, WalkPlace to) {
    if (from.compareTo(to) < 0) {
      join(from, to);
    }
  }

  /** Adds neighbouring rows that were in doubt, of which the first lies at a place. */
  void add(WalkPlace first, List<R> rows) {
    pieces.add(new Piece<>(first, rows));
  }

  /** Takes a row that proves nothing, for the case that its place stays in doubt. */
  void saw(WalkPlace place, R row) {
    seen.add(new Seen<>(place, row));
  }

  /** Open intervals join where they overlap; where they only touch, the place is in doubt. */
  private void join(WalkPlace from, WalkPlace to) {
    WalkPlace first = from;
    WalkPlace last = to;
    Map.Entry<WalkPlace, WalkPlace> before = covered.lowerEntry(from);
    if (before != null && before.getValue().compareTo(from) > 0) {
      first = before.getKey();
      last = later(last, before.getValue());
    }
    Map.Entry<WalkPlace, WalkPlace> inside = covered.ceilingEntry(first);
    while (inside != null && inside.getKey().compareTo(last) < 0) {
      last = later(last, inside.getValue());
      covered.remove(inside.getKey());
      inside = covered.ceilingEntry(first);
    }
    covered.put(first, last);
  }

  private static WalkPlace later(WalkPlace a, WalkPlace b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** Returns whether nothing is in doubt between two places, themselves excluded. */
  boolean isCovered(WalkPlace from, WalkPlace to) {
    Map.Entry<WalkPlace, WalkPlace> before = covered.floorEntry(from);
    return before != null && before.getValue().compareTo(to) >= 0;
  }

  boolean isCovered(WalkPlace place) {
    Map.Entry<WalkPlace, WalkPlace> before = covered.lowerEntry(place);
    return before != null && before.getValue().compareTo(place) > 0;
  }

  boolean isComplete() {
    return isCovered(WalkPlace.START, WalkPlace.END);
  }

  /**
   * Returns the rows. Of places that are covered they are right; to these come the rows that were
   * seen at places in doubt, of which there are none once the cover is complete.
   */
  List<R> rows() {
    List<R> rows =
        new ArrayList<>(pieces.stream().mapToInt(p -> p.rows().size()).sum());
    pieces.stream()
        .sorted(Comparator.comparing(Piece::first))
        .forEach(piece -> rows.addAll(piece.rows()));
    Set<R> doubtful = new LinkedHashSet<>();
    for (Seen<R> one : seen) {
      if (!isCovered(one.place())) {
        doubtful.add(one.row());
      }
    }
    rows.addAll(doubtful);
    return rows;
  }
}

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
 * <p>Of places that were covered more than once one reading is kept, whichever is first in line:
 * what changed meanwhile is returned as it was at some instant during the dump.
 *
 * @param <R> a row
 */
final class TableCover<R> {
  /** A row and its place. */
  record Row<R>(WalkPlace place, R value) {}

  /** What the table held between two places, themselves excluded unless they are its ends. */
  private record Piece<R>(WalkPlace from, WalkPlace to, List<Row<R>> rows) {}

  private final List<Piece<R>> pieces = new ArrayList<>();
  private final TreeMap<WalkPlace, WalkPlace> covered = new TreeMap<>();
  private final List<Row<R>> seams = new ArrayList<>();

  /**
   * Returns whether everything between two places is covered already; when they are the same, rows
   * can only lie at the place itself, which that would not cover.
   */
  boolean isCovered(WalkPlace from, WalkPlace to) {
    if (from.compareTo(to) >= 0) {
      return false;
    }
    Map.Entry<WalkPlace, WalkPlace> before = covered.floorEntry(from);
    return before != null && before.getValue().compareTo(to) >= 0;
  }

  /**
   * Takes what the table held between two places at one instant. Rows may lie at the places
   * themselves, which does not count.
   */
  void add(WalkPlace from, WalkPlace to, List<Row<R>> rows) {
    rows.stream()
        .filter(row -> row.place().equals(from) || row.place().equals(to))
        .forEach(seams::add);
    if (from.compareTo(to) >= 0) {
      return;
    }
    pieces.add(new Piece<>(from, to, rows));
    cover(from, to);
  }

  /** Open intervals join where they overlap; where they only touch, the place is in doubt. */
  private void cover(WalkPlace from, WalkPlace to) {
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

  boolean isComplete() {
    return isCovered(WalkPlace.START, WalkPlace.END);
  }

  /**
   * Returns the rows. Of places that are covered they are right; to these come the rows that were
   * seen at places in doubt, of which there are none once the cover is complete.
   */
  List<R> rows() {
    List<R> rows = coveredRows();
    Set<R> doubtful = new LinkedHashSet<>();
    for (Row<R> row : seams) {
      if (!isCovered(row.place())) {
        doubtful.add(row.value());
      }
    }
    rows.addAll(doubtful);
    return rows;
  }

  private boolean isCovered(WalkPlace place) {
    Map.Entry<WalkPlace, WalkPlace> before = covered.lowerEntry(place);
    return before != null && before.getValue().compareTo(place) > 0;
  }

  /** In the order of the walk, each place from the first piece in line that covers it. */
  private List<R> coveredRows() {
    List<Piece<R>> inOrder = new ArrayList<>(pieces);
    inOrder.sort(Comparator.comparing(Piece<R>::from));
    List<R> rows = new ArrayList<>();
    WalkPlace reached = WalkPlace.START;
    for (Piece<R> piece : inOrder) {
      if (piece.to().compareTo(reached) <= 0) {
        continue;
      }
      for (Row<R> row : piece.rows()) {
        if (row.place().compareTo(reached) >= 0
            && row.place().compareTo(piece.from()) > 0
            && row.place().compareTo(piece.to()) < 0) {
          rows.add(row.value());
        }
      }
      reached = piece.to();
    }
    return rows;
  }
}

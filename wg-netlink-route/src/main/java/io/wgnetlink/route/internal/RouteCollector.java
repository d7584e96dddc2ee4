package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.DumpCut;
import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the routes of one family from the datagrams of one dump or more, and what is proved
 * about them.
 *
 * <p>Each datagram is cut into runs, one for each table in it. Where one run follows another the
 * walk passed from the end of one table to the start of the next at one instant, so neither table
 * holds more there, and no table lies in between. The first datagram of a dump begins at the start
 * of its first table. Routes are decoded only where their places are still in doubt, so that a
 * second dump costs little more than receiving it.
 *
 * <p><b>The end.</b> A kernel that has come to the end of the walk says so in the next datagram,
 * which holds nothing else; but it may also have run out of room, and then lost its place. So the
 * end is taken for the end only where there was room for another message: twice as much as the
 * largest one took. How much room there was is not always known: a kernel that finds no memory for
 * a buffer as large as the reader's takes the smallest. A datagram that would fill that one must be
 * the last in two dumps.
 */
final class RouteCollector implements DumpVisitor {
  /** The smallest datagram that a kernel builds for a dump holds 3,776 bytes (4 KiB pages). */
  private static final int SMALL_DATAGRAM = 3_700;

  /** Datagrams beyond this (8 KiB pages) were built in a buffer as large as the reader's. */
  private static final int LARGE_DATAGRAM = 8 * 1024;

  /** Of a buffer of 32 KiB the kernel takes some for itself. */
  private static final int MOST_ROOM = 32_000;

  private static final int LEAST_ROOM = 512;

  /**
   * Neighbouring rows of one datagram that are of one table, the last one excluded, and the places
   * between which they are all that the table held.
   */
  private record Run(int table, WalkPlace from, WalkPlace to, int first, int end) {}

  /** A run that holds a doubt, with a row before it and one behind it where there are any. */
  private record Stretch(Run run, TableCover.Doubt doubt) {}

  /** The last place of the latest datagram, behind which the dump may turn out to have ended. */
  private record Tail(
      int table,
      WalkPlace from,
      WalkPlace last,
      List<Route> routes,
      Set<Integer> tables,
      boolean firstDatagram,
      int bytes) {}

  private final AddressFamily family;
  private final RouteFilter filter;
  private final Map<Integer, TableCover<Route>> tables = new LinkedHashMap<>();

  private final DatagramRows rows;
  private final RouteReader decoder = new RouteReader();
  private boolean first;
  private int offered;
  private boolean shortFirst;
  private int largest;
  private @Nullable Tail tail;
  private Optional<WalkPlace> doubtfulEnd = Optional.empty();
  private boolean begun;

  RouteCollector(AddressFamily family, RouteFilter filter) {
    this.family = family;
    this.filter = filter.withFamily(family);
    this.rows = new DatagramRows(family);
  }

  /** Called before each dump, with how it is cut into datagrams. */
  void beginDump(DumpCut cut) {
    offered = Math.min(cut.datagramBytes(), MOST_ROOM);
    shortFirst = cut.shortFirst();
    first = true;
    tail = null;
    rows.clear();
  }

  @Override
  public void begin(int attempt) {
    beginDump(new DumpCut(DumpCut.MOST_BYTES, false));
  }

  /** What is covered is right, whatever the kernel has flagged. */
  @Override
  public boolean accepts(boolean interrupted) {
    return true;
  }

  @Override
  public void message(MessageReader message) {
    largest = Math.max(largest, message.end() - message.start());
    // A kernel without IPv6 answers with all families.
    if (RouteMessages.isRoute(message)
        && RouteMessages.family(message).filter(family::equals).isPresent()) {
      rows.add(message);
    }
  }

  @Override
  public void endOfDatagram(int bytes, boolean end) {
    if (rows.size() > 0) {
      takeRows(bytes, end);
      rows.clear();
      first = false;
    } else if (end && first) {
      tables.clear(); // there is nothing
      begun = true;
    } else if (end && tail != null) {
      takeEnd(tail);
    }
  }

  /** Returns whether nothing is in doubt any more. */
  boolean isComplete() {
    return begun && tables.values().stream().allMatch(TableCover::isComplete);
  }

  /** Returns what was collected, and the best that is known of what is in doubt. */
  List<Route> routes() {
    if (tables.size() == 1) {
      return tables.values().iterator().next().rows();
    }
    List<Route> routes = new ArrayList<>();
    tables.values().forEach(table -> routes.addAll(table.rows()));
    return routes;
  }

  private void takeRows(int bytes, boolean end) {
    List<Run> runs = runs(end);
    List<Stretch> doubtful = new ArrayList<>();
    runs.forEach(run -> addDoubtful(run, doubtful));
    Run last = end(runs.get(runs.size() - 1));
    if (!areTablesApart(runs) || !areInOrder(doubtful) || !isInOrder(last)) {
      // This kernel walks in another order than is known here: the datagram proves nothing.
      tail = null;
      runs.forEach(run -> saw(run.table(), run.first(), run.end()));
      return;
    }
    begun = true;
    runs.forEach(this::sawEnds);
    doubtful.forEach(this::settle);
    Set<Integer> here = new HashSet<>();
    runs.forEach(run -> here.add(run.table()));
    tail = tail(last, here, bytes);
    if (end && first) {
      tables.keySet().retainAll(here);
    }
  }

  /** The dump has ended behind the datagram that was the latest. */
  private void takeEnd(Tail latest) {
    if (!hadRoom(latest.bytes(), offered, largest)) {
      boolean small = shortFirst && latest.firstDatagram();
      if (small || offered - latest.bytes() < needed(largest)) {
        return;
      }
      if (!doubtfulEnd.equals(Optional.of(latest.last()))) {
        doubtfulEnd = Optional.of(latest.last());
        return;
      }
    }
    if (latest.firstDatagram()) {
      tables.keySet().retainAll(latest.tables());
    }
    TableCover<Route> cover = cover(latest.table());
    cover.add(latest.last(), latest.routes());
    cover.cover(latest.from(), WalkPlace.END);
  }

  /** Returns whether a datagram of so many bytes had room for another message, for sure. */
  static boolean hadRoom(int bytes, int offered, int largest) {
    int room = bytes > LARGE_DATAGRAM ? Math.min(offered, MOST_ROOM) : SMALL_DATAGRAM;
    return room - bytes >= needed(largest);
  }

  private static int needed(int largest) {
    return Math.max(2 * largest, LEAST_ROOM);
  }

  /** Cuts a datagram by tables; where it begins and ends in one table, it holds no other. */
  private List<Run> runs(boolean end) {
    int size = rows.size();
    List<Run> runs = new ArrayList<>(1);
    boolean one = rows.table(0) == rows.table(size - 1);
    int from = 0;
    for (int to = one ? size : 1; to <= size; to++) {
      if (to == size || rows.table(to) != rows.table(from)) {
        boolean whole = to < size || end;
        runs.add(new Run(
            rows.table(from),
            from > 0 || first ? WalkPlace.START : rows.place(from),
            whole ? WalkPlace.END : rows.place(to - 1),
            from,
            to));
        from = to;
      }
    }
    return runs;
  }

  private static boolean areTablesApart(List<Run> runs) {
    return runs.size() == 1 || runs.stream().mapToInt(Run::table).distinct().count() == runs.size();
  }

  private boolean areInOrder(List<Stretch> stretches) {
    return stretches.stream().allMatch(stretch -> isInOrder(stretch.run()));
  }

  private boolean isInOrder(Run run) {
    return rows.areInOrder(run.first(), run.end());
  }

  private void addDoubtful(Run run, List<Stretch> into) {
    for (TableCover.Doubt doubt : cover(run.table()).doubts(run.from(), run.to())) {
      int before = rows.firstNotBefore(doubt.from(), run.first(), run.end()) - 1;
      int behind = rows.firstBehind(doubt.to(), run.first(), run.end());
      Run part = new Run(
          run.table(),
          before < run.first() ? run.from() : rows.place(before),
          behind == run.end() ? run.to() : rows.place(behind),
          Math.max(before, run.first()),
          Math.min(behind + 1, run.end()));
      into.add(new Stretch(part, doubt));
    }
  }

  /** Takes what lies between the ends of a stretch, as far as it was in doubt. */
  private void settle(Stretch stretch) {
    Run run = stretch.run();
    int from = Math.max(
        rows.firstBehind(run.from(), run.first(), run.end()),
        rows.firstNotBefore(stretch.doubt().from(), run.first(), run.end()));
    int to = Math.min(
        rows.firstNotBefore(run.to(), run.first(), run.end()),
        rows.firstBehind(stretch.doubt().to(), run.first(), run.end()));
    if (from < to) {
      cover(run.table()).add(rows.place(from), decode(from, to));
    }
    cover(run.table()).cover(run.from(), run.to());
  }

  /** Returns the end of a run, from a row before its last place on. */
  private Run end(Run run) {
    int last = rows.firstNotBefore(rows.place(run.end() - 1), run.first(), run.end());
    return last == run.first()
        ? new Run(run.table(), run.from(), WalkPlace.END, run.first(), run.end())
        : new Run(run.table(), rows.place(last - 1), WalkPlace.END, last - 1, run.end());
  }

  private Tail tail(Run end, Set<Integer> here, int bytes) {
    WalkPlace last = rows.place(end.end() - 1);
    boolean doubtful = last.compareTo(end.from()) > 0 && !cover(end.table()).isCovered(last);
    List<Route> routes =
        doubtful ? decode(rows.firstNotBefore(last, end.first(), end.end()), end.end()) : List.of();
    return new Tail(end.table(), end.from(), last, routes, here, first, bytes);
  }

  /** The first and the last place of a run stay in doubt. */
  private void sawEnds(Run run) {
    WalkPlace from = rows.place(run.first());
    WalkPlace to = rows.place(run.end() - 1);
    if (!cover(run.table()).isCovered(from)) {
      saw(run.table(), run.first(), rows.firstBehind(from, run.first(), run.end()));
    }
    if (!from.equals(to) && !cover(run.table()).isCovered(to)) {
      saw(run.table(), rows.firstNotBefore(to, run.first(), run.end()), run.end());
    }
  }

  private void saw(int table, int from, int to) {
    for (int i = from; i < to; i++) {
      WalkPlace place = rows.place(i);
      decode(i, i + 1).forEach(route -> cover(table).saw(place, route));
    }
  }

  private TableCover<Route> cover(int table) {
    return tables.computeIfAbsent(table, number -> new TableCover<>());
  }

  private List<Route> decode(int from, int to) {
    List<Route> decoded = new ArrayList<>(Math.max(0, to - from));
    for (int i = from; i < to; i++) {
      MessageReader message = rows.message(i);
      Route route = decoder.read(message);
      // The kernel has applied the filter; then a route need not show that it passes: of a nexthop
      // object's link, for example, it may say nothing.
      if (message.hasFlag(MessageFlags.NLM_F_DUMP_FILTERED) || filter.matches(route)) {
        decoded.add(route);
      }
    }
    return decoded;
  }
}

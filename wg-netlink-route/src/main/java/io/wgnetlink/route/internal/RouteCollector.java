package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.DumpCut;
import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** Neighbouring rows of one datagram that are of one table. */
  private record Run(int table, WalkPlace from, WalkPlace to, List<DumpRow> rows) {}

  /** The last run of the latest datagram, which may turn out to be the end of the dump. */
  private record Tail(
      int table,
      WalkPlace from,
      WalkPlace last,
      List<TableCover.Row<Route>> rows,
      Set<Integer> tables,
      boolean firstDatagram,
      int bytes) {}

  private final AddressFamily family;
  private final RouteFilter filter;
  private final Map<Integer, TableCover<Route>> tables = new LinkedHashMap<>();

  private final List<DumpRow> rows = new ArrayList<>();
  private final MessageReader reader = new MessageReader();
  private ByteBuffer datagram = ByteBuffer.allocate(0);
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
  public boolean acceptsInterrupted() {
    return true;
  }

  @Override
  public void message(MessageReader message) {
    largest = Math.max(largest, message.end() - message.start());
    datagram = message.buffer();
    // A kernel without IPv6 answers with all families.
    if (RouteMessages.isRoute(message)
        && RouteMessages.family(message).filter(family::equals).isPresent()) {
      rows.add(DumpRow.read(message, family));
    }
  }

  @Override
  public void endOfDatagram(int bytes, boolean end) {
    if (!rows.isEmpty()) {
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
    List<Route> routes = new ArrayList<>();
    tables.values().forEach(table -> routes.addAll(table.rows()));
    return routes;
  }

  private void takeRows(int bytes, boolean end) {
    List<Run> runs = runs(end);
    if (!isInOrder(runs)) {
      // This kernel walks in another order than is known here: the datagram proves nothing.
      tail = null;
      seen(runs);
      return;
    }
    begun = true;
    Set<Integer> here = new HashSet<>();
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      here.add(run.table());
      boolean last = i == runs.size() - 1;
      TableCover<Route> cover = cover(run.table());
      boolean wanted = !cover.isCovered(run.from(), last ? WalkPlace.END : run.to());
      List<TableCover.Row<Route>> decoded = wanted ? decode(run) : List.of();
      if (!cover.isCovered(run.from(), run.to())) {
        cover.add(run.from(), run.to(), decoded);
      }
      if (last) {
        tail = new Tail(run.table(), run.from(), run.to(), decoded, here, first, bytes);
      }
    }
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
    if (!cover.isCovered(latest.from(), WalkPlace.END)) {
      cover.add(latest.from(), WalkPlace.END, latest.rows());
    }
  }

  /** Returns whether a datagram of so many bytes had room for another message, for sure. */
  static boolean hadRoom(int bytes, int offered, int largest) {
    int room = bytes > LARGE_DATAGRAM ? Math.min(offered, MOST_ROOM) : SMALL_DATAGRAM;
    return room - bytes >= needed(largest);
  }

  private static int needed(int largest) {
    return Math.max(2 * largest, LEAST_ROOM);
  }

  private List<Run> runs(boolean end) {
    List<Run> runs = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= rows.size(); to++) {
      if (to == rows.size() || rows.get(to).table() != rows.get(from).table()) {
        List<DumpRow> run = List.copyOf(rows.subList(from, to));
        boolean whole = to < rows.size() || end;
        runs.add(new Run(
            run.get(0).table(),
            from > 0 || first ? WalkPlace.START : run.get(0).place(),
            whole ? WalkPlace.END : run.get(run.size() - 1).place(),
            run));
        from = to;
      }
    }
    return runs;
  }

  private static boolean isInOrder(List<Run> runs) {
    Map<Integer, Run> tables = new HashMap<>();
    for (Run run : runs) {
      if (tables.put(run.table(), run) != null) {
        return false;
      }
      for (int i = 1; i < run.rows().size(); i++) {
        if (run.rows().get(i - 1).place().compareTo(run.rows().get(i).place()) > 0) {
          return false;
        }
      }
    }
    return true;
  }

  private void seen(List<Run> runs) {
    for (Run run : runs) {
      for (TableCover.Row<Route> row : decode(run)) {
        cover(run.table()).add(row.place(), row.place(), List.of(row));
      }
    }
  }

  private TableCover<Route> cover(int table) {
    return tables.computeIfAbsent(table, number -> new TableCover<>());
  }

  private List<TableCover.Row<Route>> decode(Run run) {
    List<TableCover.Row<Route>> decoded = new ArrayList<>(run.rows().size());
    for (DumpRow row : run.rows()) {
      reader.over(datagram, row.start(), row.end()).next();
      Route route = RouteMessages.decode(reader);
      // The kernel has applied the filter; then a route need not show that it passes: of a nexthop
      // object's link, for example, it may say nothing.
      if (reader.hasFlag(MessageFlags.NLM_F_DUMP_FILTERED) || filter.matches(route)) {
        decoded.add(new TableCover.Row<>(row.place(), route));
      }
    }
    return decoded;
  }
}

package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The routing tables of one family: routes by their table and destination, those in an order. */
final class RouteTables {
  private final AddressFamily family;
  private final Map<Integer, Map<IpPrefix, List<Entry>>> tables =
      new TreeMap<>(Integer::compareUnsigned);

  RouteTables(AddressFamily family) {
    this.family = family;
  }

  /** Returns the routes to a destination, to be changed. */
  List<Entry> to(int table, IpPrefix destination) {
    return tables
        .computeIfAbsent(table, number -> new HashMap<>())
        .computeIfAbsent(destination, prefix -> new ArrayList<>(1));
  }

  /** Returns the routes to a destination, as they are. */
  List<Entry> at(int table, IpPrefix destination) {
    return List.copyOf(tables.getOrDefault(table, Map.of()).getOrDefault(destination, List.of()));
  }

  /** Returns whether there ever was a route in a table. */
  boolean has(int table) {
    return tables.containsKey(table);
  }

  /** Returns the routes of a table to all that an address is in, the narrowest first. */
  Stream<Entry> towards(int table, InetAddress address) {
    Map<IpPrefix, List<Entry>> all = tables.getOrDefault(table, Map.of());
    return Stream.iterate(family.bits(), length -> length >= 0, length -> length - 1)
        .flatMap(length -> all.getOrDefault(IpPrefix.of(address, length), List.of()).stream());
  }

  /** Removes routes, and returns them in the order of the walk. */
  List<Entry> removeIf(Predicate<Entry> condition) {
    List<Entry> removed = all().stream().filter(condition).toList();
    removed.forEach(
        entry -> to(entry.route().table(), entry.route().destination()).remove(entry));
    return removed;
  }

  /** Puts others in the place of some routes. */
  void replaceIf(Predicate<Entry> condition, UnaryOperator<Entry> other) {
    tables.values().stream()
        .flatMap(table -> table.values().stream())
        .forEach(
            there -> there.replaceAll(entry -> condition.test(entry) ? other.apply(entry) : entry));
  }

  /** Returns all routes in the order in which the kernel walks through its tables. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    for (Map<IpPrefix, List<Entry>> table : tables.values()) {
      table.keySet().stream()
          .sorted(family == AddressFamily.IPV4 ? BY_ADDRESS : LEFT_RIGHT_NODE)
          .forEach(destination -> all.addAll(table.getOrDefault(destination, List.of())));
    }
    return all;
  }

  /** {@code net/ipv4/fib_trie.c}: by address, the narrowest first. */
  private static final Comparator<IpPrefix> BY_ADDRESS = Comparator.<IpPrefix, byte[]>comparing(
          prefix -> prefix.address().getAddress(), Arrays::compareUnsigned)
      .thenComparing(IpPrefix::length, Comparator.reverseOrder());

  /** {@code net/ipv6/ip6_fib.c}: what a prefix holds comes before it. */
  private static final Comparator<IpPrefix> LEFT_RIGHT_NODE = (a, b) -> {
    if (a.covers(b) || b.covers(a)) {
      return Integer.compare(b.length(), a.length());
    }
    return Arrays.compareUnsigned(a.address().getAddress(), b.address().getAddress());
  };
}

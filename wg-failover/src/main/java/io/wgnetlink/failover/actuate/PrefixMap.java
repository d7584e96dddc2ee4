package io.wgnetlink.failover.actuate;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Values by prefix, found by what they cover: one look for each length that there is, so that
 * thousands of prefixes are looked up among thousands of routes in no time.
 */
final class PrefixMap<T> {
  private final Map<IpPrefix, T> values = new HashMap<>();
  private final Map<AddressFamily, NavigableSet<Integer>> lengths =
      new EnumMap<>(AddressFamily.class);

  /** Returns the value of exactly this prefix, made if there is none. */
  T at(IpPrefix prefix, Supplier<T> made) {
    lengths.computeIfAbsent(prefix.family(), f -> new TreeSet<>()).add(prefix.length());
    return values.computeIfAbsent(prefix, p -> made.get());
  }

  void putIfAbsent(IpPrefix prefix, T value) {
    at(prefix, () -> value);
  }

  /** Returns the value of exactly this prefix. */
  Optional<T> exact(IpPrefix prefix) {
    return Optional.ofNullable(values.get(prefix));
  }

  /** Returns the values of the prefixes that cover the whole of this one, the narrowest first. */
  Stream<T> covering(IpPrefix prefix) {
    NavigableSet<Integer> shorter =
        lengths.getOrDefault(prefix.family(), new TreeSet<>()).headSet(prefix.length(), true);
    return shorter.descendingSet().stream()
        .flatMap(length -> exact(IpPrefix.of(prefix.address(), length)).stream());
  }
}

package io.wgnetlink.wireguard.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to become of the lines of a text: some get another value, some go, and after some others
 * come in. Lines that are not mentioned stay as they are.
 */
final class LineEdits {
  private final Map<Integer, Optional<String>> values = new HashMap<>();
  private final Map<Integer, List<Entry>> insertions = new HashMap<>();

  /** A line that comes in. */
  record Entry(ConfigurationKey key, String value) {
    @Override
    public String toString() {
      return key + "[redacted]";
    }
  }

  void replaceValue(int line, String value) {
    values.put(line, Optional.of(value));
  }

  void delete(int line) {
    values.put(line, Optional.empty());
  }

  void insertAfter(int line, ConfigurationKey key, String value) {
    insertions.computeIfAbsent(line, unused -> new ArrayList<>()).add(new Entry(key, value));
  }

  boolean isDeleted(int line) {
    return values.containsKey(line) && values.get(line).isEmpty();
  }

  Optional<String> newValue(int line) {
    return values.getOrDefault(line, Optional.empty());
  }

  List<Entry> insertedAfter(int line) {
    return insertions.getOrDefault(line, List.of());
  }
}

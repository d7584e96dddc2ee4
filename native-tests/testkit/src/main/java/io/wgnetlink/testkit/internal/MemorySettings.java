package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files below {@code /proc/sys/net/ipv4/conf} and {@code /proc/sys/net/ipv6/conf}: whole
 * numbers, 0 at first. Any name of a setting is known. Called under the kernel's lock.
 *
 * <p>A link that has no value of its own has the one of {@code default}. Forwarding of {@code all}
 * is handed on to {@code default} and to the links.
 */
final class MemorySettings {
  private static final String ALL = "all";
  private static final String DEFAULT = "default";
  private static final String FORWARDING = "forwarding";

  private final Predicate<String> isLink;
  private final Map<Key, Integer> values = new HashMap<>();

  private record Key(String family, String scope, String name) {
    Key of(String otherScope) {
      return new Key(family, otherScope, name);
    }
  }

  MemorySettings(Predicate<String> isLink) {
    this.isLink = isLink;
  }

  String read(String file) {
    Key key = key(file);
    Integer own = values.get(key);
    if (own == null && !key.scope().equals(ALL)) {
      own = values.get(key.of(DEFAULT));
    }
    return (own == null ? 0 : own) + "\n";
  }

  void write(String file, String value) {
    Key key = key(file);
    int number = number(value);
    values.put(key, number);
    if (key.scope().equals(ALL) && key.name().equals(FORWARDING)) {
      values.keySet().removeIf(other -> other.equals(key.of(other.scope())) && !other.equals(key));
      values.put(key.of(DEFAULT), number);
    }
  }

  /** A link is gone; another may get its name. */
  void forget(String link) {
    values.keySet().removeIf(key -> key.scope().equals(link));
  }

  private Key key(String file) {
    List<String> parts = Stream.of(file.split("/", -1)).toList();
    boolean known = parts.size() == 8
        && file.startsWith("/proc/sys/net/ipv")
        && parts.get(5).equals("conf")
        && (parts.get(4).equals("ipv4") || parts.get(4).equals("ipv6"))
        && isScope(parts.get(6));
    if (!known) {
      throw new Refusal(Errno.ENOENT);
    }
    return new Key(parts.get(4), parts.get(6), parts.get(7));
  }

  private boolean isScope(String text) {
    return text.equals(ALL) || text.equals(DEFAULT) || isLink.test(text);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new Refusal(Errno.EINVAL);
    }
  }
}

package io.wgnetlink.failover.model;

import io.wgnetlink.net.IpPrefix;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Prefixes that move together between paths.
 *
 * @param name unique within a configuration
 * @param prefixes the floating prefixes, of one or both families; never empty
 * @param paths at least two, the most preferred first; the last is the permanent path, which
 *     carries the prefixes when nothing is known about the others
 * @param policy how to choose among the paths
 */
public record Group(String name, Set<IpPrefix> prefixes, List<Path> paths, Policy policy) {
  public Group {
    prefixes = Collections.unmodifiableSet(new TreeSet<>(prefixes));
    paths = List.copyOf(paths);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a group needs a name");
    }
    if (prefixes.isEmpty()) {
      throw new IllegalArgumentException("group " + name + " has no prefix");
    }
    if (paths.size() < 2) {
      throw new IllegalArgumentException(
          "group " + name + " needs a path to fall back to: at least two paths");
    }
    if (paths.stream().map(Path::name).distinct().count() < paths.size()) {
      throw new IllegalArgumentException("group " + name + " has two paths of one name");
    }
    if (new HashSet<>(paths.stream().map(Path::tunnel).collect(Collectors.toList())).size()
        < paths.size()) {
      throw new IllegalArgumentException("group " + name + " has two paths by one tunnel");
    }
  }

  /** Creates a group with {@link Policy#DEFAULT}. */
  public Group(String name, Set<IpPrefix> prefixes, List<Path> paths) {
    this(name, prefixes, paths, Policy.DEFAULT);
  }

  /** Returns this group with another policy. */
  public Group following(Policy other) {
    return new Group(name, prefixes, paths, other);
  }

  /** Returns the last path, the one that is used when nothing is known about the others. */
  public Path permanent() {
    return paths.get(paths.size() - 1);
  }

  /** Returns the path of that name. */
  public Optional<Path> path(String pathName) {
    return paths.stream().filter(p -> p.name().equals(pathName)).findFirst();
  }
}

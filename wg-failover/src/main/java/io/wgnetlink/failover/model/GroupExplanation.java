package io.wgnetlink.failover.model;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a group is carried as it is, and what would have to change.
 *
 * @param group which group
 * @param state what keeps it where it is
 * @param carrier the path that carries it; empty before that was read
 * @param because what brought it there; empty when it was found there
 * @param blackhole for how long its traffic went into a dead tunnel, all in all
 * @param paths each of its paths, the most preferred first
 */
public record GroupExplanation(
    Group group,
    GroupState state,
    Optional<Path> carrier,
    Optional<Finding> because,
    Duration blackhole,
    List<PathExplanation> paths) {
  public GroupExplanation {
    paths = List.copyOf(paths);
  }

  /** Returns lines for people: one for the group, and one for each path. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(group.name())
        .append(' ')
        .append(group.prefixes())
        .append(" by ")
        .append(carrier.map(Path::name).orElse("nobody knows"))
        .append(", ")
        .append(state)
        .append(because.map(b -> ", because " + b).orElse(""));
    if (!blackhole.isZero()) {
      text.append(
          String.format(Locale.ROOT, "; %.1f s lost so far", blackhole.toMillis() / 1000.0));
    }
    paths.forEach(path -> text.append("\n  ").append(path));
    return text.toString();
  }
}

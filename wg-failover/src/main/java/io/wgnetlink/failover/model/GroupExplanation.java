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
 * @param contention by what somebody else has its traffic, or some of it, which then does not go by
 *     the path that carries it otherwise
 */
public record GroupExplanation(
    Group group,
    GroupState state,
    Optional<Path> carrier,
    Optional<Finding> because,
    Duration blackhole,
    List<PathExplanation> paths,
    Optional<Contention> contention) {
  public GroupExplanation {
    paths = List.copyOf(paths);
  }

  /** Explains a group that nobody else has to do with. */
  public GroupExplanation(
      Group group,
      GroupState state,
      Optional<Path> carrier,
      Optional<Finding> because,
      Duration blackhole,
      List<PathExplanation> paths) {
    this(group, state, carrier, because, blackhole, paths, Optional.empty());
  }

  /** Returns the same with what somebody else has to do with it. */
  public GroupExplanation contended(Optional<Contention> by) {
    return new GroupExplanation(group, state, carrier, because, blackhole, paths, by);
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
        .append(because.map(b -> ", because " + b).orElse(""))
        .append(contention
            .map(c -> "; but others have its traffic or some of it: " + c.what() + "; likely "
                + c.likely())
            .orElse(""));
    if (!blackhole.isZero()) {
      text.append(
          String.format(Locale.ROOT, "; %.1f s lost so far", blackhole.toMillis() / 1000.0));
    }
    paths.forEach(path -> text.append("\n  ").append(path));
    return text.toString();
  }
}

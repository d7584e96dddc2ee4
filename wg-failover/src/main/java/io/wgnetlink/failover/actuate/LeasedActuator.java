package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.net.AddressFamily;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Moves prefixes by narrow routes that count only while a {@link RouteLease} is held.
 *
 * <p>What is in the routes' table is therefore not all of the truth:
 *
 * <ul>
 *   <li><b>The lease has run out</b>, and was not taken again: every group is carried by its
 *       permanent path, whatever its routes say. Nothing is moved anywhere else before the lease is
 *       held again, since it would not be true.
 *   <li><b>A rule of the lease is gone</b>: the routes of its family carry nothing. It is put back
 *       as they would be, and is theirs in everything else: who deletes it again and again meets
 *       the same limit.
 * </ul>
 */
public final class LeasedActuator implements Actuator {
  private final Actuator narrow;
  private final RouteLease lease;
  private final BooleanSupplier ranOut;

  /**
   * Creates an actuator; the lease is taken, refreshed and ended by somebody else.
   *
   * @param ranOut whether the lease has run out, and was not taken again since
   */
  public LeasedActuator(Actuator narrow, RouteLease lease, BooleanSupplier ranOut) {
    this.narrow = narrow;
    this.lease = lease;
    this.ranOut = ranOut;
  }

  @Override
  public Path carrier(Group group) {
    return ranOut.getAsBoolean() ? group.permanent() : narrow.carrier(group);
  }

  @Override
  public void move(Group group, Path to) {
    if (!to.equals(group.permanent())) {
      requireHeld(to);
      lease.restoreRules();
    }
    narrow.move(group, to);
  }

  private void requireHeld(Path to) {
    if (ranOut.getAsBoolean()) {
      throw new SwitchRefusedException("the lease has run out: without it packets do not reach the"
          + " routes by " + to.name() + "; it is taken again first");
    }
  }

  @Override
  public void release(Group group) {
    narrow.release(group);
  }

  @Override
  public Inspection inspect(Collection<Group> groups) {
    Inspection ofRoutes = narrow.inspect(groups);
    Set<AddressFamily> without = lease.familiesWithoutRule();
    return (group, carrying) -> standing(group, carrying, ofRoutes, without);
  }

  private Standing standing(
      Group group, Path carrying, Inspection ofRoutes, Set<AddressFamily> without) {
    if (ranOut.getAsBoolean()) {
      return carrying.equals(group.permanent())
          ? Standing.RIGHT
          : Standing.unavailable("the lease has run out");
    }
    Standing standing = ofRoutes.standing(group, carrying);
    Set<Place> unreached = group.prefixes().stream()
        .filter(prefix -> without.contains(prefix.family()))
        .map(prefix -> new Place(lease.table(), prefix))
        .filter(place -> !standing.isTaken(place))
        .collect(Collectors.toSet());
    if (standing.kind() == Standing.Kind.UNAVAILABLE || unreached.isEmpty()) {
      return standing;
    }
    Set<Place> missing = Stream.concat(standing.missing().stream(), unreached.stream())
        .collect(Collectors.toCollection(HashSet::new));
    return new Standing(
        Standing.Kind.DISTURBED,
        missing,
        standing.taken(),
        "the rule is gone that leads to table " + Integer.toUnsignedString(lease.table())
            + (standing.kind() == Standing.Kind.RIGHT ? "" : ", and " + standing.what()));
  }

  /** What cannot be done for the rules keeps nothing from being done for the routes. */
  @Override
  public void restore(Group group, Path carrying, Standing found) {
    Failures failures = new Failures();
    failures.collect(lease::restoreRules);
    failures.collect(() -> narrow.restore(group, carrying, found));
    failures.rethrow();
  }
}

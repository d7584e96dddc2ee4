package io.wgnetlink.route;

import io.wgnetlink.netlink.NetlinkException;
import java.util.List;

/**
 * What became of a plan. Immutable.
 *
 * @param plan what was to be done
 * @param failures the changes that were refused, or whose outcome is unknown; all others were made
 */
public record ApplyReport(RoutePlan plan, List<Failure> failures) {
  /**
   * A change that was not made, or of which that is unknown.
   *
   * @param change the change
   * @param cause what the kernel answered; an {@link io.wgnetlink.netlink.OutcomeUnknownException}
   *     when the answer is lost
   */
  public record Failure(RouteChange change, NetlinkException cause) {}

  public ApplyReport {
    failures = List.copyOf(failures);
  }

  /** Returns whether the table is as desired: nothing failed, and nothing is in conflict. */
  public boolean isAsDesired() {
    return failures.isEmpty() && plan.conflicts().isEmpty();
  }
}

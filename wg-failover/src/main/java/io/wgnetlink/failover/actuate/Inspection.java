package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;

/** The kernel as it was read once, to see how several groups stand. */
@FunctionalInterface
public interface Inspection {
  /** Returns whether the group is as a switch to this path left it, or as it was found there. */
  Standing standing(Group group, Path carrying);
}

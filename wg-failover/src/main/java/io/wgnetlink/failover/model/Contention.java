package io.wgnetlink.failover.model;

import java.time.Duration;

/**
 * Somebody else changes what a controller keeps.
 *
 * @param group whose prefixes
 * @param kind what they do
 * @param what what was found, for people
 * @param likely who it may be, and what keeps it from doing so, for people
 * @param at when it was found, since the start of the controller
 */
public record Contention(Group group, Kind kind, String what, String likely, Duration at)
    implements FailoverEvent {
  /** What others do. */
  public enum Kind {
    /** Theirs has the place of the controller's. It is left alone, and looked at again. */
    TAKEN,
    /**
     * The controller's was taken away or altered more than five times in a minute. It is put back
     * more seldom from then on.
     */
    REPEATED,
    /**
     * The controller's is in its place, and theirs wins over it: a route to the same prefix with a
     * smaller metric, or to a part of the prefix, or a rule that is asked before. It is left alone.
     */
    OUTRANKED
  }

  @Override
  public String toString() {
    return group.name() + ": " + what + "; likely " + likely;
  }
}

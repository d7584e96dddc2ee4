package io.wgnetlink.failover.model;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that keeps a path from carrying a group.
 *
 * @param kind for programs
 * @param left how long it lasts, where time alone removes it
 * @param text for people, such as {@code needs 2 more answers}
 */
public record Obstacle(Kind kind, Optional<Duration> left, String text) {
  /** The kinds of obstacles; of the tunnel, then of the group. */
  public enum Kind {
    /** A tunnel of the group cannot be observed. */
    FROZEN,
    /** It takes a handshake: the first one, or one since the tunnel died. */
    HANDSHAKE,
    /** It takes answers. */
    ANSWERS,
    /** The tunnel has to hold up. */
    HOLD_UP,
    /** The operator drained the tunnel. */
    DRAINED,
    /** The path in use died, and this one has shown no life since. */
    NOT_OUTLIVED,
    /** The operator wants another path. */
    ORDERED,
    /** The group moves by orders only. */
    MANUAL,
    /** The path was left dead, and the group is not revertive. */
    NOT_REVERTIVE,
    /** The path in use works, and is preferred. */
    LESS_PREFERRED,
    /** The path in use works, and this one was not measured to be better for long enough. */
    NOT_BETTER,
    /** The group moved a moment ago. */
    DWELL,
    /** The group moved too often. */
    DAMPED,
    /** A switch failed a moment ago. */
    RETRY,
    /** The group is about to move there. */
    UNDER_WAY
  }

  @Override
  public String toString() {
    return text;
  }
}

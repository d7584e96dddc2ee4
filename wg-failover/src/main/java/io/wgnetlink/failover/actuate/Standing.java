package io.wgnetlink.failover.actuate;

import java.util.Set;

/**
 * Whether the prefixes of a group are where a switch left them.
 *
 * @param kind what became of them
 * @param missing where something of the controller's is gone or altered, and can be put back
 * @param taken where somebody else's has its place, which is left to them
 * @param what for people
 */
public record Standing(Kind kind, Set<Place> missing, Set<Foreign> taken, String what) {
  /** What became of a group's prefixes. */
  public enum Kind {
    /** They are as they were left. */
    RIGHT,
    /** The path's interface or peer is not there or is down; so they go another way. */
    UNAVAILABLE,
    /** Somebody changed them. */
    DISTURBED
  }

  /**
   * Somebody else's in the place of the controller's.
   *
   * @param place where
   * @param protocol who made it, {@code RTPROT_*}; 0 when nothing says so
   */
  public record Foreign(Place place, int protocol) {}

  /** Everything is as it was left. */
  static final Standing RIGHT = new Standing(Kind.RIGHT, Set.of(), Set.of(), "as it was left");

  public Standing {
    missing = Set.copyOf(missing);
    taken = Set.copyOf(taken);
  }

  static Standing unavailable(String what) {
    return new Standing(Kind.UNAVAILABLE, Set.of(), Set.of(), what);
  }

  /** Returns what was found to be missing or taken, or that nothing was. */
  static Standing of(Set<Place> missing, Set<Foreign> taken) {
    if (missing.isEmpty() && taken.isEmpty()) {
      return RIGHT;
    }
    String what = missing.size() + " of its own gone or altered, " + taken.size()
        + " with somebody else's in their place";
    return new Standing(Kind.DISTURBED, missing, taken, what);
  }

  /** Returns whether a place is somebody else's. */
  boolean isTaken(Place place) {
    return taken.stream().anyMatch(foreign -> foreign.place().equals(place));
  }
}

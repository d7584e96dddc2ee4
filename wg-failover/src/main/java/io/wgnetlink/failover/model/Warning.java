package io.wgnetlink.failover.model;

/**
 * Something about this host that lets traffic be lost which another setting would save. A
 * controller runs all the same.
 *
 * @param kind for programs
 * @param message what is so, what comes of it, and the cure, for people
 */
public record Warning(Kind kind, String message) {
  /** What is not as it should be. */
  public enum Kind {
    /**
     * The kernel drops IPv4 packets that come in by another interface than it would send their
     * answers by, as they do while only one end has switched.
     */
    STRICT_REVERSE_PATH,
    /** An interface has no address of a family of its prefixes. */
    NO_ADDRESS
  }

  @Override
  public String toString() {
    return message;
  }
}

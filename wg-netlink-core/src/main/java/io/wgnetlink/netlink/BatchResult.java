package io.wgnetlink.netlink;

import java.util.List;

/**
 * What became of each request of a batch, in order. The kernel carries out every request of a
 * batch, also after one failed, and rolls nothing back.
 */
public record BatchResult(List<Outcome> outcomes) {
  /** What became of one request. */
  public sealed interface Outcome {}

  /** The kernel carried it out. */
  public record Applied() implements Outcome {}

  /** The kernel refused it. */
  public record Refused(NetlinkException cause) implements Outcome {}

  /** The kernel may or may not have carried it out: its answer was lost or malformed. */
  public record Unknown(NetlinkException cause) implements Outcome {}

  public BatchResult {
    outcomes = List.copyOf(outcomes);
  }

  /** Returns whether every request was carried out. */
  public boolean isApplied() {
    return outcomes.stream().allMatch(Applied.class::isInstance);
  }

  /** Throws the first cause unless every request was carried out. */
  public void orThrow() {
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Refused refused) {
        throw refused.cause();
      }
      if (outcome instanceof Unknown unknown) {
        throw unknown.cause();
      }
    }
  }
}

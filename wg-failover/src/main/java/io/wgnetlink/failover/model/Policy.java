package io.wgnetlink.failover.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How a group chooses among its paths. Health comes first whatever the policy: a path is chosen
 * only when it is proved.
 *
 * @param choice what becomes of a path that works when a more preferred one does too
 * @param dwell how long the group stays after each move before it moves again by itself, in both
 *     directions; an order of the operator need not wait
 * @param budget how many moves there may be within any {@link #BUDGET_PERIOD}, at least 2. The last
 *     one is kept for leaving a path that died; when it is spent the permanent path holds until
 *     older moves are forgotten. Orders of the operator count and are not refused
 * @param quality when present, all paths but the permanent one are preferred equally, and are
 *     compared by what was measured ({@link Quality}); their order decides where nothing was
 */
public record Policy(Choice choice, Duration dwell, int budget, Optional<QualityMargin> quality) {
  /** The time over which moves are counted. */
  public static final Duration BUDGET_PERIOD = Duration.ofMinutes(1);

  /** Revertive, 5 s of dwell, 6 moves a minute, no comparison by quality. */
  public static final Policy DEFAULT =
      new Policy(Choice.REVERTIVE, Duration.ofSeconds(5), 6, Optional.empty());

  /** What becomes of a path that works. */
  public enum Choice {
    /** It is left when a more preferred path is up. */
    REVERTIVE,
    /**
     * It is kept until it dies or is drained, although a path that was left dead came back. Only
     * paths that were never left dead are still preferred: so the first choice is the same as with
     * {@link #REVERTIVE}. A restarted controller has no memory of what was left.
     */
    NON_REVERTIVE,
    /** It is kept until the operator says otherwise, dead or alive. */
    MANUAL
  }

  public Policy {
    if (dwell.isNegative()) {
      throw new IllegalArgumentException("the dwell must not be negative");
    }
    if (budget < 2) {
      throw new IllegalArgumentException(
          "a budget of " + budget + " has no way back: at least 2 moves");
    }
  }

  /** Returns this policy with another choice. */
  public Policy choosing(Choice other) {
    return new Policy(other, dwell, budget, quality);
  }

  /** Returns this policy with another time between moves. */
  public Policy dwelling(Duration other) {
    return new Policy(choice, other, budget, quality);
  }

  /** Returns this policy with so many moves a minute. */
  public Policy moving(int mostPerMinute) {
    return new Policy(choice, dwell, mostPerMinute, quality);
  }

  /** Returns this policy with paths compared by their quality. */
  public Policy comparing(QualityMargin margin) {
    return new Policy(choice, dwell, budget, Optional.of(margin));
  }
}

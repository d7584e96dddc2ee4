package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Policy;
import java.util.ArrayDeque;

/**
 * Counts the moves of a group over {@link Policy#BUDGET_PERIOD}, to the moment: no period of this
 * length, wherever it begins, has more moves than the budget, but for those that were ordered.
 */
final class TransitionBudget {
  private static final long PERIOD = Policy.BUDGET_PERIOD.toNanos();

  private final int most;
  private final ArrayDeque<Long> moves = new ArrayDeque<>();

  TransitionBudget(int most) {
    this.most = most;
  }

  void moved(long at) {
    moves.addLast(at);
  }

  /** Returns how many moves there may be now. */
  int left(long now) {
    while (!moves.isEmpty() && moves.peekFirst() <= now - PERIOD) {
      moves.removeFirst();
    }
    return Math.max(0, most - moves.size());
  }

  /** Returns when there may be so many moves at once; now when there may be. */
  long recovers(long now, int wanted) {
    left(now);
    int tooMany = moves.size() - (most - wanted);
    return tooMany <= 0
        ? now
        : moves.stream().skip(tooMany - 1L).findFirst().orElseThrow() + PERIOD;
  }
}

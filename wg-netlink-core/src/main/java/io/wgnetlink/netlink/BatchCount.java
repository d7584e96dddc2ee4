package io.wgnetlink.netlink;

import java.util.List;
import java.util.Optional;

/** Counts the outcomes of a batch, and decides when it ends. */
final class BatchCount {
  private final BatchOptions options;
  private final BatchObserver observer;
  private long applied;
  private long refused;
  private long unknown;
  private Optional<BatchSummary.Failure> firstFailure = Optional.empty();

  BatchCount(BatchOptions options, BatchObserver observer) {
    this.options = options;
    this.observer = observer;
  }

  /** Takes what became of the changes of one datagram; returns why nothing more is to be sent. */
  Optional<BatchSummary.Ending> take(List<Request> sent, List<BatchResult.Outcome> outcomes) {
    for (int i = 0; i < sent.size(); i++) {
      long index = applied + refused + unknown;
      BatchResult.Outcome outcome = outcomes.get(i);
      count(index, outcome);
      observer.outcome(index, sent.get(i), outcome);
    }
    if (options.stopAtFailure() && firstFailure.isPresent()) {
      return Optional.of(BatchSummary.Ending.STOPPED);
    }
    return observer.goesOn(applied + refused + unknown)
        ? Optional.empty()
        : Optional.of(BatchSummary.Ending.CANCELLED);
  }

  private void count(long index, BatchResult.Outcome outcome) {
    if (outcome instanceof BatchResult.Refused failure) {
      refused++;
      failed(index, failure.cause());
    } else if (outcome instanceof BatchResult.Unknown failure) {
      unknown++;
      failed(index, failure.cause());
    } else {
      applied++;
    }
  }

  private void failed(long index, NetlinkException cause) {
    if (firstFailure.isEmpty()) {
      firstFailure = Optional.of(new BatchSummary.Failure(index, cause));
    }
  }

  BatchSummary summary(BatchSummary.Ending ending) {
    return new BatchSummary(applied, refused, unknown, ending, firstFailure);
  }
}

package io.wgnetlink.samples.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * When each probe was sent and answered, and what follows from that. Times are those of
 * {@link System#nanoTime}. Thread-safe.
 */
final class ProbeLog {
  /** A probe without an answer after this time counts as lost, until the answer comes after all. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * An answer that takes longer is none. So much more than {@link #PATIENCE} because a virtual
   * machine may stand still for seconds with probes under way (6 s were seen), which loses nothing;
   * and so little because WireGuard keeps the last packets until a handshake completes, and sends
   * them when nobody waits for them any more.
   */
  static final Duration LATEST_ANSWER = Duration.ofSeconds(10);

  private static final long UNANSWERED = Long.MAX_VALUE;

  private long[] sentAt = new long[1024];
  private long[] answerTook = new long[1024];
  private int count;

  /** Notes a probe; returns its sequence number. */
  synchronized int sent(long now) {
    if (count == sentAt.length) {
      sentAt = Arrays.copyOf(sentAt, 2 * count);
      answerTook = Arrays.copyOf(answerTook, 2 * count);
    }
    sentAt[count] = now;
    answerTook[count] = UNANSWERED;
    return count++;
  }

  /** Notes an answer; a number that was never sent, and a second answer, are ignored. */
  synchronized void answered(int sequence, long now) {
    if (sequence >= 0 && sequence < count && answerTook[sequence] == UNANSWERED) {
      answerTook[sequence] = now - sentAt[sequence];
    }
  }

  synchronized int sent() {
    return count;
  }

  /** Returns how many probes sent since a moment count as lost at another. */
  synchronized int lost(long since, long now) {
    int lost = 0;
    for (int i = count - 1; i >= 0 && sentAt[i] - since >= 0; i--) {
      if (isLostAt(now, i)) {
        lost++;
      }
    }
    return lost;
  }

  /** Returns how many probes sent since a moment and before another count as lost at a third. */
  synchronized int lost(long since, long until, long now) {
    return lost(since, now) - lost(until, now);
  }

  /** Returns how long after a moment the probes were sent that count as lost at another. */
  synchronized List<Duration> lostAfter(long since, long now) {
    return IntStream.range(0, count)
        .filter(i -> sentAt[i] - since >= 0 && isLostAt(now, i))
        .mapToObj(i -> Duration.ofNanos(sentAt[i] - since))
        .collect(Collectors.toList());
  }

  /** Returns how many probes sent since a moment were answered. */
  synchronized int answered(long since) {
    int answered = 0;
    for (int i = count - 1; i >= 0 && sentAt[i] - since >= 0; i--) {
      if (!isLost(i)) {
        answered++;
      }
    }
    return answered;
  }

  /**
   * Returns the longest outage of a phase: the longest time between the sending of two answered
   * probes with none answered between them, of those stretches that overlap the phase. A stretch
   * that has not ended with the phase is counted up to the phase's end.
   */
  synchronized Duration outage(long from, long to) {
    long longest = 0;
    long lastAnswered = count == 0 ? from : sentAt[0];
    for (int i = 0; i < count && lastAnswered - to < 0; i++) {
      if (isLost(i)) {
        continue;
      }
      long end = Math.min(sentAt[i] - from, to - from);
      if (end > 0) {
        longest = Math.max(longest, end - (lastAnswered - from));
      }
      lastAnswered = sentAt[i];
    }
    if (lastAnswered - to < 0) {
      longest = Math.max(longest, to - lastAnswered);
    }
    return Duration.ofNanos(longest);
  }

  private boolean isLostAt(long now, int sequence) {
    return isLost(sequence) && now - sentAt[sequence] > PATIENCE.toNanos();
  }

  private boolean isLost(int sequence) {
    return answerTook[sequence] > LATEST_ANSWER.toNanos();
  }
}

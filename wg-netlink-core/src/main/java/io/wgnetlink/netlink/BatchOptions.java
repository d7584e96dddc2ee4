package io.wgnetlink.netlink;

/**
 * How a long batch is carried out. Immutable.
 *
 * <p>The kernel carries out every message of a datagram, also after it refused one, and rolls
 * nothing back. So to stop at the first failure means that no further datagram is sent: up to
 * {@code messagesPerDatagram - 1} changes after the one that failed were carried out all the same.
 * With one message per datagram none was, at about 1.4 times the cost.
 *
 * @param stopAtFailure whether to send nothing more once a change was refused or its outcome is
 *     unknown
 * @param messagesPerDatagram how many changes are sent by one system call, 1 to 64 (more gain
 *     nothing, measured); fewer where they are large, so that the socket's buffers suffice
 */
public record BatchOptions(boolean stopAtFailure, int messagesPerDatagram) {
  private static final int MOST_MESSAGES = 64;

  /** Carries on after failures. */
  public static final BatchOptions CONTINUE = new BatchOptions(false, MOST_MESSAGES);

  /** Sends no further datagram after a failure. */
  public static final BatchOptions STOP = new BatchOptions(true, MOST_MESSAGES);

  public BatchOptions {
    if (messagesPerDatagram < 1 || messagesPerDatagram > MOST_MESSAGES) {
      throw new IllegalArgumentException(
          messagesPerDatagram + " messages per datagram; the range is 1 to " + MOST_MESSAGES);
    }
  }

  /** Returns the same with so many changes by one system call. */
  public BatchOptions withMessagesPerDatagram(int messages) {
    return new BatchOptions(stopAtFailure, messages);
  }
}

package io.wgnetlink.netlink;

/** Sees the messages of a dump, possibly of several attempts. */
public interface DumpVisitor extends MessageVisitor {
  /**
   * Called before each attempt, counted from 1. From the second on, everything seen so far is to be
   * discarded: it was read while the kernel's table changed.
   */
  void begin(int attempt);

  /**
   * Asked after each attempt, whether what was seen is good; it is read again unless it is. By
   * default that is what the kernel says. Who knows how the kernel walks this table can tell more:
   * that an interruption did no harm, or that there was one without the flag.
   *
   * @param interrupted whether the kernel flagged that the table changed while it was read
   */
  default boolean accepts(boolean interrupted) {
    return !interrupted;
  }

  /**
   * Called after the last message of each datagram. The messages of one datagram were read from the
   * kernel's table at one instant; their buffer is valid until this returns.
   *
   * @param bytes the length of the datagram
   * @param end whether the end of the dump was in it, possibly as its only message
   */
  default void endOfDatagram(int bytes, boolean end) {}
}

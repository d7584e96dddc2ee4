package io.wgnetlink.netlink;

/** Sees the messages of a dump, possibly of several attempts. */
public interface DumpVisitor extends MessageVisitor {
  /**
   * Called before each attempt, counted from 1. From the second on, everything seen so far is to be
   * discarded: it was read while the kernel's table changed.
   */
  void begin(int attempt);

  /**
   * Asked after an attempt that the kernel flagged as interrupted, whether what was seen is good
   * enough all the same; it is read again unless it is. Only who knows how the kernel walks this
   * table can tell, so the default is no.
   */
  default boolean acceptsInterrupted() {
    return false;
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

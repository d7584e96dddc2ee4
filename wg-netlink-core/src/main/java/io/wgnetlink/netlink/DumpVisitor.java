package io.wgnetlink.netlink;

/** Sees the messages of a dump, possibly of several attempts. */
public interface DumpVisitor extends MessageVisitor {
  /**
   * Called before each attempt, counted from 1. From the second on, everything seen so far is to be
   * discarded: it was read while the kernel's table changed.
   */
  void begin(int attempt);
}

package io.wgnetlink.monitor;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which parts of a mirror may be outdated.
 *
 * <p>A part is in doubt until it is read. One of which something is <em>vanishing</em> is to be
 * read once more a little later, because the reading may have come before the kernel was done: it
 * is unconfirmed until the second {@link #confirm} after that.
 */
final class Doubts {
  private final Set<MirroredPart> doubted = EnumSet.allOf(MirroredPart.class);
  /** What was vanishing since the last confirmation, and before it. */
  private Set<MirroredPart> unconfirmed = EnumSet.noneOf(MirroredPart.class);

  private Set<MirroredPart> unconfirmedBefore = EnumSet.noneOf(MirroredPart.class);

  /** Marks a part as possibly outdated. */
  void doubt(MirroredPart part) {
    doubted.add(part);
  }

  /** Marks a part as about to change: to be read now, and confirmed later. */
  void vanishing(MirroredPart part) {
    doubted.add(part);
    unconfirmed.add(part);
  }

  /** Doubts what a reading may have seen before it vanished. */
  void doubtUnconfirmed() {
    doubted.addAll(unconfirmed);
    doubted.addAll(unconfirmedBefore);
  }

  /** Doubts what was vanishing before the last call; returns whether there is more to confirm. */
  boolean confirm() {
    doubted.addAll(unconfirmedBefore);
    unconfirmedBefore = unconfirmed;
    unconfirmed = EnumSet.noneOf(MirroredPart.class);
    return !unconfirmedBefore.isEmpty();
  }

  boolean hasUnconfirmed() {
    return !unconfirmed.isEmpty();
  }

  /** Says that a part has been read. */
  void settle(MirroredPart part) {
    doubted.remove(part);
  }

  /** Returns what has to be read anew, as it is now. */
  Set<MirroredPart> doubted() {
    return Set.copyOf(doubted);
  }

  boolean isDoubted(MirroredPart part) {
    return doubted.contains(part);
  }
}

package io.wgnetlink.bench;

import java.util.List;
import java.util.Optional;

/** The loop in C, where there is one, over what the library sent. */
final class Floor implements AutoCloseable {
  private final Optional<ReplayLoop> loop;

  Floor(Setting setting, int protocol) {
    loop = setting.replay().map(program -> new ReplayLoop(program, protocol));
  }

  /** Returns whether there is a loop to compare with. */
  boolean isThere() {
    return loop.isPresent();
  }

  /** Lets the loop take part in a contest with recorded requests. */
  void joins(Contest contest, String name, List<byte[]> sent) {
    over(name, sent).ifPresent(replay -> contest.with(Contest.FLOOR, replay));
  }

  /** Returns the loop over recorded requests. */
  Optional<Contestant> over(String name, List<byte[]> sent) {
    return loop.map(replay -> replay.over(name, sent));
  }

  @Override
  public void close() {
    loop.ifPresent(ReplayLoop::close);
  }
}

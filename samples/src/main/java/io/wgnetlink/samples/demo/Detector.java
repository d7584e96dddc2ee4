package io.wgnetlink.samples.demo;

import io.wgnetlink.failover.model.Detection;
import java.time.Duration;
import java.util.Locale;

/** By what the controllers of a demo find a dead tunnel. */
enum Detector {
  PASSIVE,
  NUDGE,
  ECHO;

  /** Twenty echo requests, one a second, show how many are lost while nothing is wrong. */
  private static final Duration TWENTY_ECHOES = Duration.ofSeconds(25);

  Detection detection() {
    return switch (this) {
      case PASSIVE -> Detection.PASSIVE;
      case NUDGE -> Detection.NUDGE;
      case ECHO -> Detection.ECHO;
    };
  }

  /** Returns how long it has to see a tunnel work before it promises anything. */
  Duration acquaintance() {
    return this == ECHO ? TWENTY_ECHOES : Duration.ZERO;
  }

  /** Returns the detector as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

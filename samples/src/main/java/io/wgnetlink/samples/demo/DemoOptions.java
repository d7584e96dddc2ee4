package io.wgnetlink.samples.demo;

import java.time.Duration;

/**
 * How a demo is run.
 *
 * @param mode how traffic is moved
 * @param scenario what happens
 * @param detector by what controllers find a dead tunnel
 * @param warm whether the tunnel works for more than a minute before it is cut
 * @param naive whether the older utility's algorithm runs instead of controllers
 * @param bothEnds whether hub B has a controller too, or the client only
 */
record DemoOptions(
    MeshMode mode,
    Scenario scenario,
    Detector detector,
    boolean warm,
    boolean naive,
    boolean bothEnds) {
  /**
   * A minute of readings in which what was sent was answered, so that a suspect peer may be asked
   * by a forced handshake, and some that a busy machine spoils.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(75);

  /** The plain cut, found out by the default detector, with controllers at both ends. */
  static DemoOptions of(MeshMode mode) {
    return new DemoOptions(mode, Scenario.CUT, Detector.NUDGE, false, false, true);
  }

  DemoOptions with(Scenario other) {
    return new DemoOptions(mode, other, detector, warm, naive, bothEnds);
  }

  DemoOptions with(Detector other) {
    return new DemoOptions(mode, scenario, other, warm, naive, bothEnds);
  }

  DemoOptions warmedUp(boolean whether) {
    return new DemoOptions(mode, scenario, detector, whether, naive, bothEnds);
  }

  DemoOptions atBothEnds(boolean whether) {
    return new DemoOptions(mode, scenario, detector, warm, naive, whether);
  }

  /** Returns the same with the older utility's algorithm, which knows no detectors. */
  DemoOptions naively() {
    return new DemoOptions(mode, scenario, Detector.NUDGE, false, true, true);
  }

  /** Returns how long the tunnel has to work before it is cut. */
  Duration acquaintance() {
    return naive ? Duration.ZERO : warm ? WARM_UP : detector.acquaintance();
  }

  /** Whether each end is given an address at the other that answers echo requests. */
  boolean needsEchoAddresses() {
    return !naive && detector == Detector.ECHO;
  }

  /**
   * Whether controllers have to see the first handshake of the direct tunnel. Only then do they
   * know that its session is too young to be renewed, and that three handshakes in vain, not ten,
   * prove that packets only arrive.
   */
  boolean needsYoungTunnel() {
    return scenario.isOneWay();
  }
}

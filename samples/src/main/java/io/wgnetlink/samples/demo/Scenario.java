package io.wgnetlink.samples.demo;

import java.util.Locale;

/** What happens to the direct path, and to the controller at the client. */
enum Scenario {
  /** The direct path is cut in both directions, and healed. */
  CUT(Damage.BOTH),
  /** Nothing that leaves the client for hub B arrives. */
  ONE_WAY_OUT(Damage.OUT),
  /** Nothing that leaves hub B for the client arrives. */
  ONE_WAY_IN(Damage.IN),
  /** The direct path is cut again each time that traffic is back on it. */
  FLAP(Damage.BOTH),
  /** The controller at the client hangs, and then the direct path is cut. */
  KILL_ENGINE(Damage.BOTH);

  private final Damage damage;

  Scenario(Damage damage) {
    this.damage = damage;
  }

  /** Returns what is lost between client and hub B. */
  Damage damage() {
    return damage;
  }

  boolean isOneWay() {
    return damage != Damage.BOTH;
  }

  /** Returns the scenario as reports name it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.wgnetlink.samples.demo;

import java.util.Locale;

/** How the client has its tunnels, and so how its traffic is moved from one to the other. */
enum MeshMode {
  /** One interface for each hub: the route of the narrow prefixes decides. */
  ROUTE(false),
  /**
   * One interface with both hubs as peers, as in the article: the allowed IPs decide. Both ends
   * have to turn, and what is sent between one end's turn and the other's is lost.
   */
  ALLOWED_IPS(true);

  private final boolean lossOnReturn;

  MeshMode(boolean lossOnReturn) {
    this.lossOnReturn = lossOnReturn;
  }

  /** Returns whether probes may be lost when traffic returns to the direct path. */
  boolean mayLoseOnReturn() {
    return lossOnReturn;
  }

  /** Returns the mode as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.wgnetlink.samples.demo;

/**
 * The way that traffic took over a time, judged by the bytes that WireGuard counted at the client,
 * and by nothing that a controller says.
 *
 * @param out the hub that got most of what was sent
 * @param back the hub that most of what was received came from
 */
record TrafficPath(Hub out, Hub back) {
  /** Less than this is no traffic: keepalives are 32 bytes, handshakes 148 and 92. */
  private static final long NOISE_BYTES = 2_000;

  static final TrafficPath NONE = new TrafficPath(Hub.NONE, Hub.NONE);

  /** The two hubs, as the article calls them, or neither. */
  enum Hub {
    A,
    B,
    NONE
  }

  /** Returns the path that these growths of the counters show. */
  static TrafficPath of(PeerBytes hubA, PeerBytes hubB) {
    return new TrafficPath(
        larger(hubA.sent(), hubB.sent()), larger(hubA.received(), hubB.received()));
  }

  private static Hub larger(long a, long b) {
    if (Math.max(a, b) < NOISE_BYTES) {
      return Hub.NONE;
    }
    return a > b ? Hub.A : Hub.B;
  }

  /** Returns whether traffic goes out and comes back by this hub. */
  boolean isBy(Hub hub) {
    return out == hub && back == hub;
  }

  /**
   * Returns {@code A}, {@code B}, {@code none} when nothing comes back, or {@code A/B}: out/back.
   */
  @Override
  public String toString() {
    if (back == Hub.NONE) {
      return "none";
    }
    return out == back ? out.name() : out + "/" + back;
  }

  /**
   * What WireGuard counted for one peer.
   *
   * @param sent bytes sent
   * @param received bytes received
   */
  record PeerBytes(long sent, long received) {
    static final PeerBytes ZERO = new PeerBytes(0, 0);

    /** Returns the growth since a reading; counters that went back began anew. */
    PeerBytes since(PeerBytes earlier) {
      boolean anew = sent < earlier.sent || received < earlier.received;
      return anew ? this : new PeerBytes(sent - earlier.sent, received - earlier.received);
    }
  }
}

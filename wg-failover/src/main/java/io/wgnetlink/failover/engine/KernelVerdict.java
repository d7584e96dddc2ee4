package io.wgnetlink.failover.engine;

/**
 * What the kernel on this side thinks of the peer, read from the bytes that it sends.
 *
 * <p>WireGuard sees also what is not counted: data whose inner source is not among the peer's
 * allowed IPs is left out of the counters ({@code update_rx_stats} comes after that check in
 * {@code receive.c}). But handshake messages are always counted.
 *
 * <ul>
 *   <li><b>It starts over</b>: an initiation 15 s after data that nothing followed (measured 15.3
 *       s). When that stays unanswered as well, silence is a proof.
 *   <li><b>It is content</b>: no initiation for 17 s after data means that it received something,
 *       counted or not. The tunnel lives. An initiation of the peer is received as well, and proves
 *       one direction only: the 17 s run from the first data after it.
 *   <li><b>It cannot renew the session</b>: initiations by themselves, without data that waits for
 *       an answer, that nothing follows. Where loss is a fifth each way, ten in a row fail once in
 *       28,000 renewals.
 * </ul>
 */
final class KernelVerdict {
  private static final long NEVER = TunnelMachine.NEVER;
  private static final long SECOND = 1_000_000_000L;

  /** {@code KEEPALIVE_TIMEOUT + REKEY_TIMEOUT}. */
  static final long PATIENCE = 15 * SECOND;
  /** Data this old without an initiation of ours: the kernel heard of the peer since. */
  static final long CONTENTMENT = 17 * SECOND;
  /** How long an initiation may stay unanswered. */
  static final long INITIATION_PATIENCE = SECOND;

  /** Initiations in a row that make a tunnel suspect: 10 s. */
  static final int DOUBTFUL_INITIATIONS = 3;
  /** Initiations in a row that nothing followed, 5 s apart. */
  static final int VAIN_INITIATIONS = 10;

  /** The first data without an answer, by the counters. */
  private long dataAt = NEVER;
  /** The first data since anything reached the kernel, the peer's initiations included. */
  private long patientFrom = NEVER;
  /** The first initiation of ours since, by the counters. */
  private long initiationAt = NEVER;

  private int initiations;
  private long firstInitiationAt = NEVER;

  /** Takes in a reading in which neither data nor a keepalive nor a handshake arrived. */
  void nothingArrived(long at, long txBytes, boolean initiatedByPeer, boolean nudged) {
    boolean data = Traffic.holdsData(txBytes);
    if (dataAt == NEVER && data) {
      dataAt = at;
    }
    if (initiatedByPeer) {
      patientFrom = NEVER;
    } else if (patientFrom == NEVER && data) {
      patientFrom = at;
    }
    if (Traffic.holdsInitiation(txBytes)) {
      firstInitiationAt = initiations == 0 ? at : firstInitiationAt;
      initiations++;
    }
    boolean awaited = dataAt != NEVER || nudged;
    if (awaited && initiationAt == NEVER && Traffic.holdsInitiation(txBytes)) {
      initiationAt = at;
    }
  }

  /** How long data is unanswered. */
  long unanswered(long at) {
    return dataAt == NEVER ? 0 : at - dataAt;
  }

  /** Whether the kernel started over. */
  boolean initiated() {
    return initiationAt != NEVER;
  }

  /** How long its initiation is unanswered. */
  long sinceInitiation(long at) {
    return at - initiationAt;
  }

  /** Whether the kernel started over in vain. */
  boolean refused(long at) {
    return initiated() && sinceInitiation(at) >= INITIATION_PATIENCE;
  }

  /** How many initiations in a row nothing followed. */
  int initiations() {
    return initiations;
  }

  long firstInitiationAt() {
    return firstInitiationAt;
  }

  /** Whether the kernel must have heard of the peer, though the counters do not show it. */
  boolean content(long at) {
    return patientFrom != NEVER && at - patientFrom >= CONTENTMENT && !initiated();
  }

  void forget() {
    dataAt = NEVER;
    patientFrom = NEVER;
    initiationAt = NEVER;
    initiations = 0;
    firstInitiationAt = NEVER;
  }
}

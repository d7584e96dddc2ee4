package io.wgnetlink.route;

/**
 * Flags of a neighbour, {@code NTF_*} and, from the ninth bit on, {@code NTF_EXT_*} in
 * {@code uapi/linux/neighbour.h}: those that an entry of IPv4 or IPv6 can have.
 */
public enum NeighbourFlag {
  /** Of a request only: the kernel resolves it at once. */
  USE(0, "use"),
  /** This host answers for the address. */
  PROXY(3, "proxy"),
  /** A control plane learnt it; it is not collected as garbage. */
  EXT_LEARNED(4, "extern_learn"),
  /** It is in the hardware's tables. */
  OFFLOADED(5, "offload"),
  /** IPv6: it is a router. */
  ROUTER(7, "router"),
  /** The kernel keeps it resolved (Linux 5.16). */
  MANAGED(8, "managed");

  private final int mask;
  private final String word;

  NeighbourFlag(int bit, String word) {
    this.mask = 1 << bit;
    this.word = word;
  }

  /** Returns the flag's bit in {@link Neighbour#flags()}. */
  public int mask() {
    return mask;
  }

  /** Returns the flag as {@code ip neighbour} has it. */
  @Override
  public String toString() {
    return word;
  }
}

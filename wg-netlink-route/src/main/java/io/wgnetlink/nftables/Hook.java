package io.wgnetlink.nftables;

/**
 * Where the kernel calls a base chain of the IP families, {@code NF_INET_*} in
 * {@code uapi/linux/netfilter.h}. In other families the numbers mean other places. Immutable.
 *
 * @param number the kernel's number
 */
public record Hook(int number) {
  public static final Hook PREROUTING = new Hook(0);
  public static final Hook INPUT = new Hook(1);
  public static final Hook FORWARD = new Hook(2);
  public static final Hook OUTPUT = new Hook(3);
  public static final Hook POSTROUTING = new Hook(4);

  private static final String[] NAMES = {"prerouting", "input", "forward", "output", "postrouting"};

  /** Returns the hook as {@code nft} says it for the IP families. */
  @Override
  public String toString() {
    return number >= 0 && number < NAMES.length ? NAMES[number] : Integer.toString(number);
  }
}

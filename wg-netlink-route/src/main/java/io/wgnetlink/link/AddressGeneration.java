package io.wgnetlink.link;

/**
 * How the kernel makes a link's IPv6 addresses by itself, {@code IN6_ADDR_GEN_MODE_*} in
 * {@code uapi/linux/if_link.h}. Ways without a name here are kept as they are. Immutable.
 *
 * @param number the kernel's number
 */
public record AddressGeneration(int number) {
  /** Of the hardware address. */
  public static final AddressGeneration EUI64 = new AddressGeneration(0);

  /** No link-local address at all. */
  public static final AddressGeneration NONE = new AddressGeneration(1);

  /** Of a secret that the administrator set (RFC 7217). */
  public static final AddressGeneration STABLE_SECRET = new AddressGeneration(2);

  /** Of a secret that the kernel chooses. */
  public static final AddressGeneration RANDOM = new AddressGeneration(3);

  private static final String[] NAMES = {"eui64", "none", "stable_secret", "random"};

  public AddressGeneration {
    if (number < 0 || number > 0xff) {
      throw new IllegalArgumentException("address generation " + number + " is not in 0 to 255");
    }
  }

  /** Returns the way as {@code ip link} has it. */
  @Override
  public String toString() {
    return number < NAMES.length ? NAMES[number] : Integer.toString(number);
  }
}

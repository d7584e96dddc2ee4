package io.wgnetlink.link;

/**
 * What a link can carry at the moment (RFC 2863), {@code IF_OPER_*} in {@code uapi/linux/if.h}.
 * States without a name here are kept as they are. Immutable.
 *
 * @param number the kernel's number
 */
public record OperationalState(int number) {
  /** The driver does not say; the link works when it is set up. WireGuard's never do. */
  public static final OperationalState UNKNOWN = new OperationalState(0);

  /** It cannot work, a part of it is missing. */
  public static final OperationalState NOTPRESENT = new OperationalState(1);

  public static final OperationalState DOWN = new OperationalState(2);

  /** The link that it is built on is down. */
  public static final OperationalState LOWERLAYERDOWN = new OperationalState(3);

  public static final OperationalState TESTING = new OperationalState(4);

  /** It waits for something outside, such as authentication. */
  public static final OperationalState DORMANT = new OperationalState(5);

  public static final OperationalState UP = new OperationalState(6);

  private static final String[] NAMES = {
    "UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"
  };

  public OperationalState {
    if (number < 0 || number > 0xff) {
      throw new IllegalArgumentException("operational state " + number + " is not in 0 to 255");
    }
  }

  /** Returns the state as {@code ip link} has it. */
  @Override
  public String toString() {
    return number < NAMES.length ? NAMES[number] : Integer.toString(number);
  }
}

package io.wgnetlink.route;

/**
 * What a rule does with a packet that it selects, {@code FR_ACT_*} in
 * {@code uapi/linux/fib_rules.h}. Actions without a name here are kept as they are. Immutable.
 *
 * @param number the kernel's number
 */
public record RuleAction(int number) {
  /** Looks the packet up in a table; when that has no route, the next rule decides. */
  public static final RuleAction LOOKUP = new RuleAction(1);

  /** Goes on with the rule of a higher priority number. */
  public static final RuleAction GOTO = new RuleAction(2);

  /** Does nothing: a place for others to go to. */
  public static final RuleAction NOP = new RuleAction(3);

  /** Drops the packet silently. */
  public static final RuleAction BLACKHOLE = new RuleAction(6);

  /** Drops it; local senders see ENETUNREACH, others an ICMP message. */
  public static final RuleAction UNREACHABLE = new RuleAction(7);

  /** Drops it; local senders see EACCES, others an ICMP message. */
  public static final RuleAction PROHIBIT = new RuleAction(8);

  private static final String[] NAMES = {
    "unspec", "lookup", "goto", "nop", "4", "5", "blackhole", "unreachable", "prohibit"
  };

  public RuleAction {
    if (number < 0 || number > 0xff) {
      throw new IllegalArgumentException("rule action " + number + " is not in 0 to 255");
    }
  }

  /** Returns the action as {@code ip rule} prints it. */
  @Override
  public String toString() {
    return number < NAMES.length ? NAMES[number] : Integer.toString(number);
  }
}

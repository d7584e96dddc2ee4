package io.wgnetlink.wireguard;

import io.wgnetlink.netlink.ExtendedAck;
import java.util.List;

/**
 * What came of an update that was applied whole. Immutable.
 *
 * @param messages how many messages it took, at least one; or requests to a userspace daemon
 * @param warnings what the kernel said beside success, message by message; hardly ever anything
 *     (WireGuard's own code warns of nothing), and never of a daemon. Each is logged at WARN as
 *     well
 */
public record UpdateReport(int messages, List<ExtendedAck> warnings) {
  public UpdateReport {
    warnings = List.copyOf(warnings);
    if (messages < 1) {
      throw new IllegalArgumentException("messages: " + messages + " is less than 1");
    }
  }

  /** Returns one line for people, for example {@code 2 messages, 1 warning: "text"}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(count(messages, "message"));
    if (!warnings.isEmpty()) {
      text.append(", ").append(count(warnings.size(), "warning")).append(": ");
      text.append(warnings.get(0));
    }
    return text.toString();
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}

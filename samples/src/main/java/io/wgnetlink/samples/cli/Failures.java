package io.wgnetlink.samples.cli;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.PartialUpdateException;
import io.wgnetlink.wireguard.config.ConfigurationException;
import java.io.PrintWriter;

/** Says what failed in the words of {@code wg}, and what to do where the library knows it. */
final class Failures {
  static final String NO_ACCESS = "Unable to access interface";
  static final String NO_CHANGE = "Unable to modify interface";

  private final PrintWriter err;

  Failures(PrintWriter err) {
    this.err = err;
  }

  /** Reports a refusal by the kernel; returns the exit code. */
  int report(String what, NetlinkException e) {
    err.println(what + ": " + e.errno().map(Failures::text).orElseGet(e::getMessage));
    if (e.is(Errno.EPERM) || e.is(Errno.ENOENT) || e instanceof PartialUpdateException) {
      err.println(Wgj.NAME + ": " + e.getMessage());
    }
    err.flush();
    return 1;
  }

  /** Reports that no interface can have the name, as the kernel says it to wg(8). */
  int reportBadName(String what, Errno errno) {
    err.println(what + ": " + errno.text());
    err.flush();
    return 1;
  }

  /** Reports input that was refused before the kernel saw it; returns the exit code. */
  int report(RefusedInputException e) {
    err.println(e.getMessage());
    err.flush();
    return 1;
  }

  /** Reports a configuration file that was refused; returns the exit code. */
  int report(ConfigurationException e) {
    err.println(WgWords.of(e));
    String ofFile = WgWords.ofFile(e);
    if (!ofFile.isEmpty()) {
      err.println(ofFile);
    }
    err.flush();
    return 1;
  }

  /** Reports what the library refuses and {@code wg} does not; returns the exit code. */
  int report(IllegalArgumentException e) {
    err.println(Wgj.NAME + ": " + e.getMessage());
    err.flush();
    return 1;
  }

  /** Says what is odd but accepted. */
  void warn(String warning) {
    err.println(warning);
    err.flush();
  }

  /** A kernel without the family answers ENOENT; wg(8) says that the protocol is missing. */
  private static String text(Errno errno) {
    return errno.equals(Errno.ENOENT) ? "Protocol not supported" : errno.text();
  }
}

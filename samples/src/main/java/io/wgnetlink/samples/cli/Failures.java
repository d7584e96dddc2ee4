package io.wgnetlink.samples.cli;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import java.io.PrintWriter;
import java.util.Optional;

/** Says what failed in the words of {@code wg}, and what to do where the library knows it. */
final class Failures {
  static final String NO_ACCESS = "Unable to access interface";

  private final PrintWriter err;

  Failures(PrintWriter err) {
    this.err = err;
  }

  /** Reports a refusal by the kernel; returns the exit code. */
  int report(String what, NetlinkException e) {
    err.println(what + ": " + e.errno().map(Failures::text).orElseGet(e::getMessage));
    if (e.is(Errno.EPERM) || e.is(Errno.ENOENT)) {
      err.println(Wgj.NAME + ": " + e.getMessage());
    }
    err.flush();
    return 1;
  }

  /** Reports a name that no interface can have; returns the exit code. */
  int reportBadName() {
    err.println(NO_ACCESS + ": " + Errno.EINVAL.text());
    err.flush();
    return 1;
  }

  static Optional<InterfaceName> interfaceName(String text) {
    try {
      return Optional.of(InterfaceName.of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A kernel without the family answers ENOENT; wg(8) says that the protocol is missing. */
  private static String text(Errno errno) {
    return errno.equals(Errno.ENOENT) ? "Protocol not supported" : errno.text();
  }
}

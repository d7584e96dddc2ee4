package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.SystemCallException;

/** Turns what the kernel answered about a setting into an error that says what to do. */
final class SysctlFailure {
  private static final String HIDDEN = "(secret)";

  private static final String ABSENT =
      "this namespace has no such setting: there is no such link, its IP version is off, or the"
          + " kernel is too old";

  private SysctlFailure() {}

  /** Returns whether the setting is there, but not this process's to change. */
  static boolean isRefusal(SystemCallException cause) {
    Errno errno = new Errno(cause.errno());
    return errno.equals(Errno.EROFS) || errno.equals(Errno.EACCES) || errno.equals(Errno.EPERM);
  }

  static NetlinkException ofReading(
      NetworkNamespace namespace, Sysctl name, SystemCallException cause) {
    return failure("read " + name + " in " + namespace, cause, isAbsent(cause) ? ABSENT : "");
  }

  static NetlinkException ofWriting(
      NetworkNamespace namespace, Sysctl name, String value, SystemCallException cause) {
    String assignment = name + "=" + (isSecret(name) ? HIDDEN : value);
    String cure = "";
    if (isAbsent(cause)) {
      cure = ABSENT;
    } else if (isRefusal(cause)) {
      cure = cureOfRefusal(namespace, assignment, new Errno(cause.errno()));
    }
    return failure("set " + assignment + " in " + namespace, cause, cure);
  }

  /** The kernel's two secrets of the network: of addresses that stay the same, and of TCP. */
  private static boolean isSecret(Sysctl name) {
    String last = name.parts().get(name.parts().size() - 1);
    return last.equals("stable_secret") || last.equals("tcp_fastopen_key");
  }

  private static boolean isAbsent(SystemCallException cause) {
    return Errno.ENOENT.number() == cause.errno();
  }

  private static String cureOfRefusal(NetworkNamespace namespace, String assignment, Errno errno) {
    String reason = errno.equals(Errno.EROFS)
        ? "/proc/sys is read-only here"
        : "this process needs CAP_NET_ADMIN in the user namespace that owns network namespace "
            + namespace + ", and in a container its security profile must allow it";
    return reason + ": start the container with --sysctl " + assignment
        + ", a systemd unit without ProtectKernelTunables=, or run from outside, in this network"
        + " namespace (nsenter --net), sysctl -w " + assignment;
  }

  private static NetlinkException failure(
      String operation, SystemCallException cause, String cure) {
    NetlinkException failure =
        new NetlinkException(operation, new Errno(cause.errno()), ExtendedAck.NONE, cure);
    failure.initCause(cause);
    return failure;
  }
}

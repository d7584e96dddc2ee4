package io.wgnetlink.netlink;

/** Turns error numbers into errors that say what to do, where that is known. */
final class Cures {
  private final String namespace;

  Cures(NetworkNamespace namespace) {
    this.namespace = namespace.toString();
  }

  NetlinkException failure(String operation, Errno errno, ExtendedAck extendedAck) {
    return new NetlinkException(operation, errno, extendedAck, cure(errno));
  }

  private String cure(Errno errno) {
    if (errno.equals(Errno.EPERM)) {
      return "this process needs CAP_NET_ADMIN in the user namespace that owns network namespace "
          + namespace
          + ": run it as root, with AmbientCapabilities=CAP_NET_ADMIN (systemd) or with"
          + " --cap-add NET_ADMIN (containers); file capabilities (setcap) on java do not help,"
          + " they make the loader ignore its library path";
    }
    if (errno.equals(Errno.EMSGSIZE)) {
      return "the message is larger than the socket's send buffer (net.core.wmem_default)";
    }
    return "";
  }
}

package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import java.util.HashSet;
import java.util.Set;

/** The UDP ports that sockets of the namespace are bound to. */
final class UdpPorts {
  /** The default of {@code net.ipv4.ip_local_port_range}. */
  private static final int FIRST_EPHEMERAL = 32768;

  private static final int LAST_EPHEMERAL = 60999;

  private final Set<Integer> taken = new HashSet<>();

  /** Binds a port, any free one for 0, and returns it. */
  int bind(int port) {
    int wanted = port == 0 ? anyFree() : port;
    if (!taken.add(wanted)) {
      throw new Refusal(Errno.EADDRINUSE);
    }
    return wanted;
  }

  void release(int port) {
    taken.remove(port);
  }

  private int anyFree() {
    for (int port = FIRST_EPHEMERAL; port <= LAST_EPHEMERAL; port++) {
      if (!taken.contains(port)) {
        return port;
      }
    }
    throw new Refusal(Errno.EADDRINUSE);
  }
}

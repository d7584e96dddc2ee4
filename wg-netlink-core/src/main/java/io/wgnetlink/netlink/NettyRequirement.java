package io.wgnetlink.netlink;

/** Checks that the Netty on the class path can watch a netlink socket, before any of it is used. */
final class NettyRequirement {
  /** Netty 4.2 introduced it; its epoll loop takes handles of others through it. */
  private static final String SINCE_4_2 = "io.netty.channel.IoHandle";

  private static final String EPOLL = "io.netty.channel.epoll.EpollIoHandle";

  private NettyRequirement() {}

  static void check() {
    if (isAbsent(SINCE_4_2) || isAbsent(EPOLL)) {
      throw new IllegalStateException(
          "subscriptions need Netty 4.2 (io.netty:netty-transport-classes-epoll and"
              + " io.netty:netty-transport-native-epoll with the classifier linux-x86_64 or"
              + " linux-aarch_64, 4.2.0.Final or later, such as 4.2.18.Final); the class path has"
              + " an older one or none. Requests work without it");
    }
  }

  private static boolean isAbsent(String name) {
    try {
      Class.forName(name, false, NettyRequirement.class.getClassLoader());
      return false;
    } catch (ClassNotFoundException | LinkageError e) {
      return true;
    }
  }
}

package io.wgnetlink.netlink.internal.libc;

/** The calls that change the network namespace of the calling operating-system thread. */
public final class NamespaceCalls {
  private NamespaceCalls() {}

  /**
   * Moves the calling thread into the network namespace behind a descriptor of it or of a process.
   */
  public static void enter(Descriptor namespace) {
    LibC.check("setns", LibC.setns(namespace.number(), LibC.CLONE_NEWNET));
  }

  /** Moves the calling thread into a new, empty network namespace. */
  public static void enterNew() {
    HostPlatform.CURRENT.requireSupported();
    LibC.check("unshare", LibC.unshare(LibC.CLONE_NEWNET));
  }
}

package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.internal.NamespaceHandle;
import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.internal.SystemCallException;

/** The network namespace of a kernel in memory: its only one, of which there is no descriptor. */
public final class MemoryNamespace implements NamespaceHandle {
  private static final int NETLINK_ROUTE = 0;
  private static final int NETLINK_GENERIC = 16;
  private static final int EPROTONOSUPPORT = 93;

  private final MemoryKernel kernel;
  private final Protocol routing;

  /**
   * Makes a handle.
   *
   * @param routing what rtnetlink does
   */
  public MemoryNamespace(MemoryKernel kernel, Protocol routing) {
    this.kernel = kernel;
    this.routing = routing;
  }

  @Override
  public String identity() {
    return kernel.identity();
  }

  @Override
  public void enter() {}

  @Override
  public RequestTransport openRequestSocket(int protocol) {
    return switch (protocol) {
      case NETLINK_ROUTE -> new KernelSocket(routing);
      case NETLINK_GENERIC -> new KernelSocket(new GenericNetlink(kernel));
      default -> throw new SystemCallException("socket", EPROTONOSUPPORT);
    };
  }

  @Override
  public int descriptor() {
    throw new UnsupportedOperationException(identity() + " is no namespace of this machine");
  }

  @Override
  public NamespaceHandle duplicate() {
    return this;
  }

  @Override
  public void close() {}
}

package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.internal.EventTransport;
import io.wgnetlink.netlink.internal.NamespaceHandle;
import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.internal.SystemCallException;
import java.util.function.Function;

/** The network namespace of a kernel in memory: its only one, of which there is no descriptor. */
public final class MemoryNamespace implements NamespaceHandle {
  private static final int NETLINK_ROUTE = 0;
  private static final int NETLINK_GENERIC = 16;
  private static final int EPROTONOSUPPORT = 93;

  private final MemoryKernel kernel;
  private final Protocol routing;
  private final Multicast multicast;

  /**
   * Makes a handle.
   *
   * @param routing what rtnetlink does
   * @param multicast what it tells those who listen
   */
  public MemoryNamespace(MemoryKernel kernel, Protocol routing, Multicast multicast) {
    this.kernel = kernel;
    this.routing = routing;
    this.multicast = multicast;
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
  public EventTransport openEventSocket(int protocol) {
    if (protocol != NETLINK_ROUTE) {
      throw new NotModelledException("events of other protocols than rtnetlink");
    }
    return MemoryEvents.open(kernel, multicast);
  }

  @Override
  public String readSysctl(String file) {
    return settings("read", settings -> settings.read(file));
  }

  @Override
  public void writeSysctl(String file, String value) {
    settings("write", settings -> {
      if (!kernel.isNetAdmin()) {
        throw new Refusal(Errno.EACCES);
      }
      settings.write(file, value);
      return "";
    });
  }

  private String settings(String call, Function<MemorySettings, String> action) {
    try {
      return kernel.locked(() -> action.apply(kernel.settings()));
    } catch (Refusal e) {
      throw new SystemCallException(call, e.errno().number());
    }
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

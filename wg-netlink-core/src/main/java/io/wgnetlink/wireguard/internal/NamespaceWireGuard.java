package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceView;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PartialUpdateException;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.UpdateReport;
import io.wgnetlink.wireguard.WireGuard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All WireGuard devices of a namespace, those of the kernel and those that userspace daemons serve.
 *
 * <p><b>Which is asked.</b> An interface is of one kind, so the kernel is asked first, and only
 * when it says that the interface is not its own is the interface looked up and its socket looked
 * for: for a device of the kernel that costs nothing. So it is when this process may not ask it.
 *
 * <p><b>A kernel without WireGuard.</b> That is no reason not to open, as daemons may serve all
 * devices. Here the socket comes first, and what has none makes the kernel be asked for WireGuard
 * again: then it has been loaded meanwhile, or the caller is told.
 */
public final class NamespaceWireGuard implements WireGuard {
  /** What sandboxes without generic netlink say to its socket, gVisor for one. */
  private static final Errno EPROTONOSUPPORT = new Errno(93);

  private final NetworkNamespace namespace;
  private final Links links;
  private final UserspaceDevices userspace;
  private final Supplier<WireGuard> kernelOpener;
  private final ReentrantLock lock = new ReentrantLock();
  private final ThreadLocal<Boolean> visiting = ThreadLocal.withInitial(() -> false);
  private volatile @Nullable WireGuard kernel;
  private volatile boolean closed;

  /** Takes over what it is given, and closes it with itself. */
  NamespaceWireGuard(
      NetworkNamespace namespace,
      Links links,
      UserspaceDevices userspace,
      Supplier<WireGuard> kernelOpener) {
    this.namespace = namespace;
    this.links = links;
    this.userspace = userspace;
    this.kernelOpener = kernelOpener;
  }

  /** Opens a client in a namespace; the namespace handle may be closed afterwards. */
  public static NamespaceWireGuard open(NetworkNamespace namespace) {
    NetworkNamespace own = namespace.duplicate();
    Links links = new KernelLinks(own);
    NamespaceWireGuard client = new NamespaceWireGuard(
        own,
        links,
        new UserspaceDevices(
            new UapiSockets(UapiSockets.FOLDER), links, NetlinkClient.DEFAULT_TIMEOUT),
        () -> KernelWireGuard.open(own));
    try {
      client.openKernel();
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** Opens the kernel's side; that there is none is no error. */
  void openKernel() {
    try {
      kernel = kernelOpener.get();
    } catch (NetlinkException e) {
      if (!isAbsence(e)) {
        throw e;
      }
    }
  }

  private static boolean isAbsence(NetlinkException e) {
    return e.is(Errno.ENOENT) || e.is(EPROTONOSUPPORT);
  }

  @Override
  public List<InterfaceName> interfaces() {
    requireUsable();
    List<Link> all = new ArrayList<>(links.ofKind(KernelWireGuard.KIND));
    all.addAll(userspace.list());
    all.sort(Comparator.comparingInt(Link::index));
    return all.stream().map(Link::interfaceName).toList();
  }

  @Override
  public Device device(InterfaceName name) {
    return on(name, inKernel -> inKernel.device(name), UserspaceDevice::read);
  }

  @Override
  public void read(InterfaceName name, DeviceVisitor visitor) {
    int attemptsBefore = kernel == null ? 0 : 1;
    on(
        name,
        inKernel -> {
          inKernel.read(name, visitor);
          return name;
        },
        served -> {
          show(served, new LaterAttempt(visitor, attemptsBefore));
          return name;
        });
  }

  @Override
  public UpdateReport apply(DeviceUpdate update) {
    return on(update.name(), inKernel -> inKernel.apply(update), served -> served.apply(update));
  }

  private <T> T on(
      InterfaceName name,
      Function<WireGuard, T> inKernel,
      Function<UserspaceDevice, T> inUserspace) {
    requireUsable();
    WireGuard present = kernel;
    if (present == null) {
      Optional<UserspaceDevice> served = userspace.find(name);
      return served.isPresent()
          ? inUserspace.apply(served.get())
          : inKernel.apply(kernelAfterAll(name));
    }
    UserspaceDevice served;
    try {
      return inKernel.apply(present);
    } catch (NetlinkException refusal) {
      served = servedInstead(name, refusal);
    }
    return inUserspace.apply(served);
  }

  /** Returns the device that the kernel says is not its own, or throws what the kernel said. */
  private UserspaceDevice servedInstead(InterfaceName name, NetlinkException refusal) {
    if (refusal instanceof PartialUpdateException) {
      throw refusal;
    }
    if (refusal.is(Errno.ENODEV)) {
      throw stranded(refusal, name);
    }
    if (!refusal.is(Errno.EOPNOTSUPP) && !refusal.is(Errno.EPERM)) {
      throw refusal;
    }
    try {
      return userspace.find(name).orElseThrow(() -> refusal);
    } catch (NetlinkException e) {
      if (e != refusal) {
        refusal.addSuppressed(e);
      }
      throw refusal;
    }
  }

  /** Returns that there is no such interface, with a word on the socket that says otherwise. */
  private NetlinkException stranded(NetlinkException refusal, InterfaceName name) {
    String socket = strandedSocket(name);
    return socket.isEmpty()
        ? refusal
        : caused(
            new NetlinkException(
                refusal.operation(),
                Errno.ENODEV,
                refusal.extendedAck(),
                "there is no interface " + name + " in network namespace " + namespace + socket),
            refusal);
  }

  private String strandedSocket(InterfaceName name) {
    return userspace
        .socket(name)
        .map(socket ->
            "; the socket " + socket + " is of a daemon that has ended, or of another namespace")
        .orElse("");
  }

  private WireGuard kernelAfterAll(InterfaceName name) {
    lock.lock();
    try {
      requireUsable();
      WireGuard present = kernel;
      if (present == null) {
        present = kernelOpener.get();
        kernel = present;
      }
      return present;
    } catch (NetlinkException e) {
      throw isAbsence(e)
          ? caused(
              new NetlinkException(
                  "use WireGuard device " + name,
                  e.errno().orElseThrow(),
                  e.extendedAck(),
                  "this kernel has no WireGuard (load its module, Linux 5.6 and later), and no"
                      + " userspace daemon serves an interface of this name"
                      + strandedSocket(name)),
              e)
          : e;
    } finally {
      lock.unlock();
    }
  }

  private static NetlinkException caused(NetlinkException exception, NetlinkException cause) {
    exception.initCause(cause);
    return exception;
  }

  private void show(UserspaceDevice served, DeviceVisitor visitor) {
    try (Device device = served.read()) {
      visiting.set(true);
      device.accept(visitor);
    } finally {
      visiting.remove();
    }
  }

  private void requireUsable() {
    if (visiting.get()) {
      throw new IllegalStateException("a visitor must not use the client that calls it");
    }
    if (closed) {
      throw new IllegalStateException("the WireGuard client is closed");
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (kernel != null) {
        kernel.close();
      }
      links.close();
      namespace.close();
    } finally {
      lock.unlock();
    }
  }

  /** A visitor that was told of attempts before, those to read the device from the kernel. */
  private record LaterAttempt(DeviceVisitor visitor, int attemptsBefore) implements DeviceVisitor {
    @Override
    public void begin(int attempt) {
      visitor.begin(attemptsBefore + attempt);
    }

    @Override
    public void device(DeviceView device) {
      visitor.device(device);
    }

    @Override
    public void peer(PeerView peer) {
      visitor.peer(peer);
    }
  }
}

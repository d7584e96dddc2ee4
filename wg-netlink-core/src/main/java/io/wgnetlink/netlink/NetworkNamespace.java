package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.EventTransport;
import io.wgnetlink.netlink.internal.NamespaceFactory;
import io.wgnetlink.netlink.internal.NamespaceHandle;
import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.internal.SystemCallException;
import io.wgnetlink.netlink.internal.libc.Descriptor;
import io.wgnetlink.netlink.internal.libc.NamespaceCalls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace, held by a descriptor; the only source of sockets and the place of its
 * settings.
 *
 * <p><b>Mechanism.</b> Which namespace a socket belongs to is decided by the operating-system
 * thread that creates it, once; afterwards it works from any thread. So {@link #call} runs its task
 * on a platform thread made for that one call, which enters the namespace by {@code setns(2)} and
 * ends with the task: no thread of a pool is ever left in a foreign namespace. Settings go the same
 * way: what is below {@code /proc/sys/net} is of the thread that opens it. The object stands for
 * the namespace, not for a name in {@code /run/netns}; a namespace without a name lives as long as
 * a descriptor, a process or an interface of its own holds it.
 *
 * <p>Thread-safe. {@link #call} blocks until the task ends. Making a namespace and entering another
 * one than the caller's need {@code CAP_SYS_ADMIN}. Equal when they are the same namespace.
 */
public final class NetworkNamespace implements AutoCloseable {
  static {
    NamespaceFactory.register(NetworkNamespace::new);
  }

  private final NamespaceHandle handle;
  private final LeakAlarm leakAlarm;

  private NetworkNamespace(NamespaceHandle handle) {
    this.handle = handle;
    this.leakAlarm = LeakAlarm.watch(this, "network namespace " + handle.identity());
  }

  /** Returns the calling thread's namespace. */
  public static NetworkNamespace current() {
    return open(KernelNamespace.OWN);
  }

  /** Makes a new namespace; it is empty but for a loopback interface that is down. */
  public static NetworkNamespace create() {
    return onNewThread("wg-netlink-new-netns", () -> {
      try {
        NamespaceCalls.enterNew();
      } catch (SystemCallException e) {
        throw failure("create a network namespace", e);
      }
      return current();
    });
  }

  /**
   * Opens a namespace by a file that stands for it, such as {@code /run/netns/blue}.
   *
   * @throws NetlinkException when there is no such file, or it is not a network namespace
   */
  public static NetworkNamespace open(Path path) {
    String operation = "open network namespace " + path;
    Descriptor descriptor;
    try {
      descriptor = Descriptor.open(path.toString());
    } catch (SystemCallException e) {
      throw failure(operation, e);
    }
    KernelNamespace namespace = KernelNamespace.of(descriptor);
    if (!namespace.identity().startsWith("net:")) {
      // A name of ip-netns(8) is a bind mount: its link reads as the path, so ask the kernel.
      return requireNamespace(operation, descriptor);
    }
    return new NetworkNamespace(namespace);
  }

  /**
   * Opens the namespace of a process (Linux 5.8: {@code setns(2)} on a pidfd).
   *
   * @throws NetlinkException when there is no such process
   */
  public static NetworkNamespace ofProcess(long pid) {
    String operation = "open the network namespace of process " + pid;
    try {
      return requireNamespace(operation, Descriptor.ofProcess(pid));
    } catch (SystemCallException e) {
      throw failure(operation, e);
    }
  }

  private static NetworkNamespace requireNamespace(String operation, Descriptor namespace) {
    try (namespace) {
      return onNewThread("wg-netlink-open-netns", () -> {
        try {
          NamespaceCalls.enter(namespace);
        } catch (SystemCallException e) {
          throw failure(operation, e);
        }
        return current();
      });
    }
  }

  /**
   * Runs a task inside the namespace, on a thread of its own, and returns what it returns. Sockets
   * and processes that it makes belong to the namespace. An interrupt of the caller is passed on to
   * the task.
   *
   * @throws E what the task throws
   * @throws NetlinkException when the namespace cannot be entered
   */
  public <T extends @Nullable Object, E extends Exception> T call(NamespaceTask<T, E> task)
      throws E {
    NamespaceHandle target = handle;
    return onNewThread("wg-netlink-" + target.identity(), () -> {
      try {
        target.enter();
      } catch (SystemCallException e) {
        throw failure("enter network namespace " + target.identity(), e);
      }
      return task.run();
    });
  }

  /**
   * Returns a setting of the network as it is in this namespace, without white space around it.
   *
   * @throws NetlinkException with ENOENT when there is no such setting here, EACCES when it may
   *     only be written
   */
  public String sysctl(Sysctl name) {
    NamespaceHandle target = handle;
    try {
      return call(() -> target.readSysctl(name.file())).strip();
    } catch (SystemCallException e) {
      throw SysctlFailure.ofReading(this, name, e);
    }
  }

  /**
   * Sets a setting of the network in this namespace, by {@code /proc/sys} as it is there. Where
   * that cannot be written, as in most containers, a setting that has the value already is no
   * error. It needs {@code CAP_NET_ADMIN} in the namespace's user namespace.
   *
   * @throws NetlinkException with EROFS or EACCES when it cannot be written here, with the
   *     {@code --sysctl} to start the container with; ENOENT when there is no such setting here,
   *     EINVAL when the kernel does not take the value
   */
  public void setSysctl(Sysctl name, String value) {
    NamespaceHandle target = handle;
    try {
      call(() -> {
        target.writeSysctl(name.file(), value);
        return name;
      });
    } catch (SystemCallException e) {
      if (!SysctlFailure.isRefusal(e) || !value.strip().equals(sysctl(name))) {
        throw SysctlFailure.ofWriting(this, name, value, e);
      }
    }
  }

  /** Returns a second handle of the same namespace, to be closed by its own owner. */
  public NetworkNamespace duplicate() {
    return new NetworkNamespace(handle.duplicate());
  }

  /**
   * Returns the number of the descriptor, for messages that name a namespace by it
   * ({@code IFLA_NET_NS_FD}); valid until {@link #close()}.
   */
  public int descriptor() {
    return handle.descriptor();
  }

  /** Opens a netlink socket for requests in the namespace. */
  RequestTransport openRequestSocket(NetlinkProtocol protocol) {
    NamespaceHandle target = handle;
    return openInside(() -> target.openRequestSocket(protocol.number()));
  }

  /** Opens a netlink socket for events in the namespace. */
  EventTransport openEventSocket(NetlinkProtocol protocol) {
    NamespaceHandle target = handle;
    return openInside(() -> target.openEventSocket(protocol.number()));
  }

  private <T extends AutoCloseable> T openInside(NamespaceTask<T, RuntimeException> open) {
    try {
      return call(open);
    } catch (SystemCallException e) {
      throw failure("open a netlink socket in " + this, e);
    }
  }

  /** Releases this handle; the namespace ends when nothing else holds it. */
  @Override
  public void close() {
    if (leakAlarm.disarm()) {
      handle.close();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkNamespace that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** Returns the kernel's name of it, for example {@code net:[4026531840]}. */
  @Override
  public String toString() {
    return handle.identity();
  }

  private static NetlinkException failure(String operation, SystemCallException cause) {
    Errno errno = new Errno(cause.errno());
    String cure = errno.equals(Errno.EPERM)
        ? "it needs CAP_SYS_ADMIN: run as root, or in a user namespace of one's own"
            + " (unshare --user --map-root-user --net)"
        : "";
    return new NetlinkException(operation, errno, ExtendedAck.NONE, cure);
  }

  // What run() throws is E or unchecked; its value is null only where T allows it.
  @SuppressWarnings({"unchecked", "NullAway"})
  private static <T extends @Nullable Object, E extends Exception> T onNewThread(
      String name, NamespaceTask<T, E> task) throws E {
    Outcome<T> outcome = new Outcome<>();
    Thread thread = new Thread(
        () -> {
          try {
            outcome.value = task.run();
          } catch (Throwable e) {
            outcome.failure = e;
          }
        },
        name);
    thread.setDaemon(true);
    thread.start();
    awaitEnd(thread);
    if (outcome.failure instanceof Error error) {
      throw error;
    }
    if (outcome.failure != null) {
      throw (E) outcome.failure;
    }
    return outcome.value;
  }

  private static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Outcome<T extends @Nullable Object> {
    private @Nullable T value;
    private @Nullable Throwable failure;
  }
}

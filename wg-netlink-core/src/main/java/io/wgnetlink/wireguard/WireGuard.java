package io.wgnetlink.wireguard;

import io.wgnetlink.net.InterfaceName;
import java.util.List;

/**
 * Reads and changes the WireGuard interfaces of one network namespace.
 *
 * <p>All methods block the calling thread and may be called from several; none may be called from a
 * {@link DeviceVisitor} of the same instance. Reading as well as changing needs
 * {@code CAP_NET_ADMIN} in the user namespace that owns the network namespace: the kernel has no
 * read-only access. A request waits for the kernel's RTNL lock, seconds when another process
 * changes thousands of peers, so call from a thread that may wait.
 */
public interface WireGuard extends AutoCloseable {
  /** Returns the WireGuard interfaces of the namespace, by index. */
  List<InterfaceName> interfaces();

  /**
   * Reads a device with all its peers. The snapshot misses no peer that was there throughout. The
   * device holds secrets: close it when they are not needed.
   */
  Device device(InterfaceName name);

  /**
   * Shows a device with all its peers to a visitor, without making values of them. When this
   * returns, the visitor's last attempt was complete and consistent.
   */
  default void read(InterfaceName name, DeviceVisitor visitor) {
    device(name).accept(visitor);
  }

  /**
   * Changes a device, in as many messages as it takes. The kernel applies a change part by part and
   * takes nothing back when a later part fails.
   */
  void apply(DeviceUpdate update);

  /** Releases the sockets; further calls have no effect. */
  @Override
  void close();
}

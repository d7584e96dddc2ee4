package io.wgnetlink.wireguard;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.internal.DeviceComparison;
import io.wgnetlink.wireguard.internal.NamespaceWireGuard;
import io.wgnetlink.wireguard.internal.SyncPlanner;
import java.util.List;

/**
 * Reads and changes the WireGuard interfaces of one network namespace, those of the kernel and
 * those that a userspace daemon serves.
 *
 * <p>All methods block the calling thread and may be called from several; none may be called from a
 * {@link DeviceVisitor} of the same instance. Reading as well as changing needs
 * {@code CAP_NET_ADMIN} in the user namespace that owns the network namespace: the kernel has no
 * read-only access. A request waits for the kernel's RTNL lock, seconds when another process
 * changes thousands of peers, so call from a thread that may wait.
 *
 * <h2>Userspace daemons</h2>
 *
 * <p>wireguard-go, boringtun and their like are asked over {@code /var/run/wireguard/NAME.sock}. An
 * interface is looked for in the kernel first, and taken for a daemon's when it is of kind
 * {@code tun} and has a socket. Sockets are files: of two network namespaces that share a mount
 * namespace and have a {@code tun} interface of one name each, there is no telling which one the
 * socket serves; and the sockets of another mount namespace, such as a container's, are not seen.
 *
 * <p>Keys are sent only to a socket that belongs to root or to the user of this process, in a
 * folder that nobody else can write to, and that is no symbolic link; the capability above is not
 * needed. A socket at which nobody listens is logged when interfaces are listed, and reported as
 * {@code ECONNREFUSED} by the other methods; it is never deleted. A daemon that gives no sign of
 * life for 10 seconds is given up ({@link io.wgnetlink.netlink.NetlinkTimeoutException}).
 *
 * <p>What the protocol lacks, a device of a daemon lacks: unknown attributes, and a word on whether
 * the device changed while it was read. Its peers come in any order, wireguard-go's in another one
 * each time. The interface of a link-local endpoint may be missing (wireguard-go 0.0.20220316 drops
 * it, 0.0.20230223 keeps it). boringtun tells how many seconds ago a handshake was where others
 * tell its time. wireguard-go listens from its start on, whether its interface is up or down;
 * setting the listen port that is set already makes it open its sockets anew, and one that is taken
 * leaves it with none until another is set. Single allowed IPs are removed by {@code allowed_ip=-X}
 * where the daemon knows that (wireguard-go 0.0.20250522 does, 0.0.20230223 does not), else as by
 * an earlier kernel. Error numbers are all that a daemon says of what it refuses.
 */
public interface WireGuard extends AutoCloseable {
  /**
   * Opens the calling thread's network namespace. A kernel without WireGuard is no error here, as
   * userspace daemons may serve what is asked for later.
   *
   * @throws NetlinkException when a netlink socket cannot be opened
   */
  static WireGuard open() {
    try (NetworkNamespace namespace = NetworkNamespace.current()) {
      return open(namespace);
    }
  }

  /**
   * Opens a network namespace; its handle stays the caller's, and may be closed afterwards. A
   * kernel without WireGuard is no error here, as userspace daemons may serve what is asked for
   * later.
   *
   * @throws NetlinkException when a netlink socket cannot be opened
   */
  static WireGuard open(NetworkNamespace namespace) {
    return NamespaceWireGuard.open(namespace);
  }

  /** Returns the WireGuard interfaces of the namespace, by index. */
  List<InterfaceName> interfaces();

  /**
   * Reads a device with all its peers. The snapshot misses no peer that was there throughout. The
   * device holds secrets: close it when they are not needed.
   *
   * @throws NetlinkException with {@code ENODEV} when there is no such interface, with
   *     {@code EOPNOTSUPP} when it is not WireGuard's, with {@code ENOENT} when the kernel has no
   *     WireGuard and no daemon serves it
   * @throws PartialDeviceException when the device changed during each of many attempts; it has
   *     what the last one saw
   */
  Device device(InterfaceName name);

  /**
   * Shows a device with all its peers to a visitor, without making values of them. When this
   * returns, the visitor's last attempt was complete and consistent, or complete and one that
   * {@link DeviceVisitor#acceptsChanges()} takes.
   *
   * @throws NetlinkException as {@link #device}
   * @throws io.wgnetlink.netlink.DumpInterruptedException when the device changed during each of
   *     many attempts; the visitor saw the last one to its end
   */
  default void read(InterfaceName name, DeviceVisitor visitor) {
    try (Device device = device(name)) {
      device.accept(visitor);
    }
  }

  /**
   * Changes a device, in as many messages as it takes. The kernel applies the parts of a message
   * one after another and takes nothing back when a later one fails.
   *
   * <p>What the update itself cannot know, the kernel ignores without a word: a peer that has the
   * device's own public key, and a peer to be removed or only updated that is not there. A warning
   * of the kernel beside success is logged at WARN, and returned.
   *
   * <p>Prefixes that are taken from a peer are taken one by one, and only from that peer, by Linux
   * 6.16 and later. To earlier kernels they are given, within one message, to a peer made for the
   * purpose and removed at its end, after a reading that tells which of them the peer has. So there
   * a prefix that somebody moves elsewhere between the reading and the message is lost to its new
   * peer, and packets that a wider prefix is to take over may be dropped until the message is
   * through, a fraction of a millisecond.
   *
   * @return how many messages it took, and the kernel's warnings
   * @throws NetlinkException when the kernel refuses the first message, of which it may have
   *     applied what precedes the part at fault: with {@code ENODEV} when there is no such
   *     interface, {@code EOPNOTSUPP} when it is not WireGuard's, {@code EADDRINUSE} when the
   *     listen port is taken, {@code ENOMEM} for more than 1,048,576 peers, {@code EPERM} for port
   *     and mark also where the capability is missing in the user namespace of the network
   *     namespace that the interface was created in
   * @throws io.wgnetlink.netlink.OutcomeUnknownException when the answer to the first message is
   *     lost, late or malformed: it may have been applied
   * @throws PartialUpdateException when a later message fails; it tells what was applied
   */
  UpdateReport apply(DeviceUpdate update);

  /**
   * Makes a device what is desired of it, by the smallest change: reads it, and applies the
   * difference, if there is any. Peers that are as desired are not touched: their sessions,
   * counters and the endpoints they roamed to stay. No packet is lost on the way: a prefix that
   * moves does so in one step, and an address that is to stay with its peer does so throughout.
   *
   * <p>Others' changes between the reading and the last message are not seen: a peer that vanishes
   * is not created anew with half of its fields, and a prefix that was to be removed and has moved
   * to another peer stays there (before Linux 6.16 as far as {@link #apply} can tell).
   *
   * @return what was changed
   * @throws IllegalArgumentException when a desired peer has the device's own key
   * @throws NetlinkException as {@link #read} and {@link #apply}
   * @throws PartialUpdateException as {@link #apply}; to sync again does the rest
   */
  default SyncReport sync(DesiredDevice desired) {
    SyncReport report = plan(desired);
    if (report.isEmpty()) {
      return report;
    }
    return report.afterApplying(apply(report.update()));
  }

  /**
   * Tells what {@link #sync} would do, by reading the device; nothing is changed.
   *
   * @throws IllegalArgumentException when a desired peer has the device's own key
   * @throws NetlinkException as {@link #read}
   */
  default SyncReport plan(DesiredDevice desired) {
    DeviceComparison comparison = new DeviceComparison(desired);
    read(desired.name(), comparison);
    return SyncPlanner.plan(comparison);
  }

  /** Releases the sockets; closing again has no effect, other calls throw IllegalStateException. */
  @Override
  void close();
}

package io.wgnetlink.testkit.conformance;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.WireGuard;
import java.util.Set;

/** A kernel, or what takes its place, with a network namespace that nobody else uses. */
public interface Machine extends AutoCloseable {
  /** Returns the client, always the same. */
  WireGuard wireGuard();

  /** Adds a WireGuard interface that is down. */
  void addInterface(InterfaceName name);

  /** Adds an interface that is not WireGuard's. */
  void addDummy(InterfaceName name);

  void removeInterface(InterfaceName name);

  /** Sets an interface up, which succeeds. */
  void up(InterfaceName name);

  void down(InterfaceName name);

  /**
   * Returns in what it is not as the kernel; the suite asserts these differences as it does the
   * rest.
   */
  default Set<Difference> differences() {
    return Set.of();
  }

  /** Closes the client and forgets the rest. */
  @Override
  void close() throws NetlinkException;
}

package io.wgnetlink.testkit.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The state of the kernel: interfaces, ports, and what the process may do.
 *
 * <p>One lock guards all of it, as RTNL does. Every message is carried out under the lock; between
 * two messages of a dump it is free, so that others can change what is being read.
 */
public final class MemoryKernel {
  private static final String WIREGUARD = "wireguard";

  private final String identity;
  private final KernelOptions options;
  private final Trouble trouble;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InterfaceName, NetworkInterface> byName = new HashMap<>();
  private final Map<Integer, NetworkInterface> byIndex = new TreeMap<>();
  private final UdpPorts ports = new UdpPorts();
  private final MemorySettings settings = new MemorySettings(
      name -> InterfaceName.find(name).filter(byName::containsKey).isPresent());
  private int lastIndex;
  private boolean netAdmin = true;
  private long changes;

  public MemoryKernel(String identity, KernelOptions options, Trouble trouble) {
    this.identity = identity;
    this.options = options;
    this.trouble = trouble;
    add(InterfaceName.of("lo"), "");
  }

  String identity() {
    return identity;
  }

  KernelOptions options() {
    return options;
  }

  Trouble trouble() {
    return trouble;
  }

  /** Does something with the state under the lock. */
  public <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Does something with the state under the lock. */
  public void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  // ---- the rest is called under the lock ------------------------------------------------------

  /** Adds an interface that is down; the kind {@code wireguard} makes it WireGuard's. */
  public void add(InterfaceName name, String kind) {
    if (byName.containsKey(name)) {
      throw new Refusal(Errno.EEXIST);
    }
    WireGuardDevice device =
        kind.equals(WIREGUARD) ? new WireGuardDevice(ports, options.maxPeers()) : null;
    NetworkInterface added = new NetworkInterface(++lastIndex, name, kind, device);
    byName.put(name, added);
    byIndex.put(added.index(), added);
  }

  public void addWireGuard(InterfaceName name) {
    add(name, WIREGUARD);
  }

  public void remove(InterfaceName name) {
    NetworkInterface removed = require(name);
    byName.remove(name);
    byIndex.remove(removed.index());
    settings.forget(name.value());
    if (removed.device() != null) {
      removed.device().destroy();
    }
  }

  public void setUp(InterfaceName name, boolean up) {
    WireGuardDevice device = require(name).device();
    if (device != null && up) {
      device.bringUp();
    } else if (device != null) {
      device.takeDown();
    }
  }

  /** Returns the interfaces by index. */
  Collection<NetworkInterface> interfaces() {
    return new ArrayList<>(byIndex.values());
  }

  Optional<NetworkInterface> find(InterfaceName name) {
    return Optional.ofNullable(byName.get(name));
  }

  Optional<NetworkInterface> find(int index) {
    return Optional.ofNullable(byIndex.get(index));
  }

  private NetworkInterface require(InterfaceName name) {
    return find(name).orElseThrow(() -> new Refusal(Errno.ENODEV));
  }

  /** Returns the device of an interface; refuses one that is not WireGuard's. */
  public WireGuardDevice device(InterfaceName name) {
    return device(require(name));
  }

  static WireGuardDevice device(NetworkInterface candidate) {
    WireGuardDevice device = candidate.device();
    if (device == null) {
      throw new Refusal(Errno.EOPNOTSUPP);
    }
    return device;
  }

  /** Returns the peer of an interface; empty when there is no such interface or peer. */
  public Optional<WireGuardPeer> peer(InterfaceName name, PublicKey key) {
    return find(name)
        .flatMap(candidate -> Optional.ofNullable(candidate.device()))
        .flatMap(device -> device.peer(key));
  }

  public void occupyPort(int port) {
    ports.bind(port);
  }

  public void releasePort(int port) {
    ports.release(port);
  }

  public void setNetAdmin(boolean granted) {
    netAdmin = granted;
  }

  void requireNetAdmin() {
    if (!netAdmin) {
      throw new Refusal(Errno.EPERM);
    }
  }

  MemorySettings settings() {
    return settings;
  }

  boolean isNetAdmin() {
    return netAdmin;
  }

  void countChange() {
    changes++;
  }

  /** Returns how many messages have asked for a change. */
  public long changes() {
    return changes;
  }
}

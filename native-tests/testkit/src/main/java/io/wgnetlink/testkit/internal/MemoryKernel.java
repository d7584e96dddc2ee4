package io.wgnetlink.testkit.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.Sysctl;
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
    add(InterfaceName.of("lo"), "", 0);
  }

  String identity() {
    return identity;
  }

  KernelOptions options() {
    return options;
  }

  /** Returns whether it knows WireGuard. */
  public boolean hasWireGuard() {
    return options.hasWireGuard();
  }

  public Trouble trouble() {
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

  /**
   * Adds an interface that is down; the kind {@code wireguard} makes it WireGuard's.
   *
   * @param index its number; 0 for the next one
   */
  public NetworkInterface add(InterfaceName name, String kind, int index) {
    if (isTaken(name.value())) {
      throw new Refusal(Errno.EEXIST);
    }
    if (byIndex.containsKey(index)) {
      throw new Refusal(Errno.EBUSY);
    }
    WireGuardDevice device =
        kind.equals(WIREGUARD) ? new WireGuardDevice(ports, options.maxPeers()) : null;
    int number = index == 0 ? nextIndex() : index;
    NetworkInterface added = new NetworkInterface(number, name, kind, device);
    byName.put(name, added);
    byIndex.put(number, added);
    return added;
  }

  private int nextIndex() {
    do {
      lastIndex++;
    } while (byIndex.containsKey(lastIndex));
    return lastIndex;
  }

  /** Returns whether an interface has this name, or has it as a further one. */
  public boolean isTaken(String name) {
    return byIndex.values().stream()
        .anyMatch(
            link -> link.name().value().equals(name) || link.alternativeNames().contains(name));
  }

  /** Removes an interface that is down. */
  public void remove(NetworkInterface removed) {
    byName.remove(removed.name());
    byIndex.remove(removed.index());
    settings.forget(removed.name().value());
    if (removed.device() != null) {
      removed.device().destroy();
    }
  }

  /** Sets an interface up, which a WireGuard interface may refuse, or down. */
  public void setUp(NetworkInterface link, boolean up) {
    WireGuardDevice device = link.device();
    if (device != null && up) {
      device.bringUp();
    } else if (device != null) {
      device.takeDown();
    }
    link.setUp(up);
  }

  /** Gives an interface another name. */
  public void rename(NetworkInterface link, InterfaceName name) {
    if (link.name().equals(name)) {
      return;
    }
    if (isTaken(name.value())) {
      throw new Refusal(Errno.EEXIST);
    }
    byName.remove(link.name());
    link.rename(name);
    byName.put(name, link);
  }

  /** Returns the interfaces by index. */
  public Collection<NetworkInterface> interfaces() {
    return new ArrayList<>(byIndex.values());
  }

  public Optional<NetworkInterface> find(InterfaceName name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Optional<NetworkInterface> find(int index) {
    return Optional.ofNullable(byIndex.get(index));
  }

  /** Returns the interface with this name; refuses when there is none. */
  public NetworkInterface require(InterfaceName name) {
    return find(name).orElseThrow(() -> new Refusal(Errno.ENODEV));
  }

  /** Returns the interface with this number; refuses when there is none. */
  public NetworkInterface require(int index) {
    return find(index).orElseThrow(() -> new Refusal(Errno.ENODEV));
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

  /** Refuses when the process may not change anything. */
  public void requireNetAdmin() {
    if (!netAdmin) {
      throw new Refusal(Errno.EPERM);
    }
  }

  /** Returns the value of a file below {@code /proc/sys}. */
  public int setting(Sysctl name) {
    return Integer.parseInt(settings.read(name.file()).strip());
  }

  /** Sets the value of a file below {@code /proc/sys}. */
  public void setSetting(Sysctl name, int value) {
    settings.write(name.file(), Integer.toString(value));
  }

  MemorySettings settings() {
    return settings;
  }

  boolean isNetAdmin() {
    return netAdmin;
  }

  /** Counts a message that asks for a change. */
  public void countChange() {
    changes++;
  }

  /** Returns how many messages have asked for a change. */
  public long changes() {
    return changes;
  }
}

package io.wgnetlink.testkit.internal;

import io.wgnetlink.net.InterfaceName;
import org.jspecify.annotations.Nullable;

/** A network interface. Immutable, but for the device that it is. */
final class NetworkInterface {
  private final int index;
  private final InterfaceName name;
  private final String kind;
  private final @Nullable WireGuardDevice device;

  NetworkInterface(int index, InterfaceName name, String kind, @Nullable WireGuardDevice device) {
    this.index = index;
    this.name = name;
    this.kind = kind;
    this.device = device;
  }

  /** Returns its number, which no other interface of the kernel had before. */
  int index() {
    return index;
  }

  InterfaceName name() {
    return name;
  }

  /** Returns what {@code IFLA_INFO_KIND} says; empty for one that has none, as {@code lo}. */
  String kind() {
    return kind;
  }

  /** Returns what makes it WireGuard's, else null. */
  @Nullable
  WireGuardDevice device() {
    return device;
  }
}

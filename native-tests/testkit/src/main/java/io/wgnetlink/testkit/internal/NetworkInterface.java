package io.wgnetlink.testkit.internal;

import io.wgnetlink.net.InterfaceName;
import org.jspecify.annotations.Nullable;

/**
 * A network interface.
 *
 * @param index its number, which no other interface of the kernel had before
 * @param kind as in {@code IFLA_INFO_KIND}; empty for one that has none, as {@code lo}
 * @param device what makes it WireGuard's, else null
 */
record NetworkInterface(
    int index, InterfaceName name, String kind, @Nullable WireGuardDevice device) {}

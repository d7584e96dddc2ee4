/**
 * WireGuard interfaces of the Linux kernel: read one with {@link io.wgnetlink.wireguard.WireGuard},
 * change it with a {@link io.wgnetlink.wireguard.DeviceUpdate}, and follow its peers with a
 * {@link io.wgnetlink.wireguard.DeviceMonitor}.
 */
@NullMarked
package io.wgnetlink.wireguard;

import org.jspecify.annotations.NullMarked;

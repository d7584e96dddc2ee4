/**
 * WireGuard interfaces of the Linux kernel: read one with {@link io.wgnetlink.wireguard.WireGuard},
 * change it with a {@link io.wgnetlink.wireguard.DeviceUpdate}, and follow its peers with a
 * {@link io.wgnetlink.wireguard.DeviceMonitor}.
 *
 * <p>What the kernel does with packets is its own: which peer a packet may come from by its allowed
 * IPs, which source address an answer keeps, how an endpoint follows a peer that roams, when
 * sessions are renewed. Nothing here sets or checks that; of its effects a device shows endpoints,
 * counters and latest handshakes. Which packets go into an interface, and what an fwmark means to
 * routing, is told to the kernel by routes and rules, which are no part of this package.
 */
@NullMarked
package io.wgnetlink.wireguard;

import org.jspecify.annotations.NullMarked;

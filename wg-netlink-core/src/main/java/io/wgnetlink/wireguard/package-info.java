/** WireGuard interfaces of the Linux kernel: their keys, their state, and changes to them. */
@NullMarked
package io.wgnetlink.wireguard;

import org.jspecify.annotations.NullMarked;

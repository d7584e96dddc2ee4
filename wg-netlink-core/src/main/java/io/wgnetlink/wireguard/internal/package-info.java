/**
 * The kernel's side of WireGuard: attribute tables and structures of
 * {@code uapi/linux/wireguard.h}, the decoder of device dumps, the encoder of changes, and the
 * client.
 */
@NullMarked
package io.wgnetlink.wireguard.internal;

import org.jspecify.annotations.NullMarked;

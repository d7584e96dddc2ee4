/**
 * Both sides of WireGuard, and the choice between them: the kernel's, with the attribute tables and
 * structures of {@code uapi/linux/wireguard.h}, the decoder of device dumps and the encoder of
 * changes; and that of userspace daemons, with their sockets and the lines that go over them.
 */
@NullMarked
package io.wgnetlink.wireguard.internal;

import org.jspecify.annotations.NullMarked;

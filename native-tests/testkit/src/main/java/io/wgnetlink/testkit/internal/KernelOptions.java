package io.wgnetlink.testkit.internal;

/**
 * What kind of kernel it is.
 *
 * @param hasWireGuard whether the module is there
 * @param maxPeers how many peers a device can have, {@code MAX_PEERS_PER_DEVICE}
 * @param removesAllowedIps whether {@code WGALLOWEDIP_A_FLAGS} is known, Linux 6.16
 */
public record KernelOptions(boolean hasWireGuard, int maxPeers, boolean removesAllowedIps) {}

package io.wgnetlink.wireguard;

import java.time.Instant;
import java.util.Optional;

/**
 * What a {@link DeviceMonitor} follows of a peer, at one poll. Immutable.
 *
 * @param publicKey which peer
 * @param endpoint where the peer was last heard of
 * @param latestHandshake wall-clock time of the latest handshake, absent when there was none.
 *     Traffic renews it after 120 s, and no session outlives 180 s: {@code REKEY_AFTER_TIME} and
 *     {@code REJECT_AFTER_TIME}, {@code drivers/net/wireguard/messages.h}. So an older one means
 *     that there is no session, and at an idle peer nothing more
 * @param rxBytes bytes received since the peer was created, encrypted; unsigned
 * @param txBytes bytes sent since the peer was created, encrypted; unsigned
 */
public record PeerStatistics(
    PublicKey publicKey,
    Optional<Endpoint> endpoint,
    Optional<Instant> latestHandshake,
    long rxBytes,
    long txBytes) {}

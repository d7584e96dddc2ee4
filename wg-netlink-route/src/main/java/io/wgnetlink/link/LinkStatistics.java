package io.wgnetlink.link;

/**
 * Counters of a link since it was made, {@code struct rtnl_link_stats64} in
 * {@code uapi/linux/if_link.h}; those a kernel does not report are 0. Immutable.
 *
 * <p>WireGuard counts a packet whose inner source address its peer is not allowed to use in
 * {@code rxErrors} and {@code rxFrameErrors} ({@code drivers/net/wireguard/receive.c}): growth of
 * both says that the two ends disagree about the path. A packet for which no peer, or no usable
 * session, is found grows {@code txErrors}.
 *
 * @param rxPackets packets received
 * @param txPackets packets sent
 * @param rxBytes bytes received
 * @param txBytes bytes sent
 * @param rxErrors packets received and found bad, the kinds below included
 * @param txErrors packets that could not be sent
 * @param rxDropped packets received and dropped for lack of room
 * @param txDropped packets dropped before sending
 * @param rxLengthErrors received packets with a wrong length
 * @param rxCrcErrors received packets with a wrong checksum
 * @param rxFrameErrors received packets with a bad frame
 */
public record LinkStatistics(
    long rxPackets,
    long txPackets,
    long rxBytes,
    long txBytes,
    long rxErrors,
    long txErrors,
    long rxDropped,
    long txDropped,
    long rxLengthErrors,
    long rxCrcErrors,
    long rxFrameErrors) {}

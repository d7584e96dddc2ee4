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
 * @param multicast multicast packets received
 * @param collisions collisions on the wire
 * @param rxLengthErrors received packets with a wrong length
 * @param rxOverErrors received packets that the device had no room for
 * @param rxCrcErrors received packets with a wrong checksum
 * @param rxFrameErrors received packets with a bad frame
 * @param rxFifoErrors received packets lost in the device's queue
 * @param rxMissedErrors packets that the device did not even begin to receive
 * @param txAbortedErrors packets whose sending was broken off
 * @param txCarrierErrors packets not sent for want of a carrier
 * @param txFifoErrors packets lost in the device's queue before sending
 * @param txHeartbeatErrors heartbeat errors of old Ethernet
 * @param txWindowErrors packets sent too late after a collision
 * @param rxCompressed compressed packets received
 * @param txCompressed compressed packets sent
 * @param rxNoHandler packets received that nothing waited for (Linux 4.6)
 * @param rxOtherhostDropped packets received for another host (Linux 6.0)
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
    long multicast,
    long collisions,
    long rxLengthErrors,
    long rxOverErrors,
    long rxCrcErrors,
    long rxFrameErrors,
    long rxFifoErrors,
    long rxMissedErrors,
    long txAbortedErrors,
    long txCarrierErrors,
    long txFifoErrors,
    long txHeartbeatErrors,
    long txWindowErrors,
    long rxCompressed,
    long txCompressed,
    long rxNoHandler,
    long rxOtherhostDropped) {}

package io.wgnetlink.testkit.internal.routing;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What a packet is looked up by, {@code struct flowi}. Immutable.
 *
 * @param source empty when the kernel is to choose it
 * @param oif the link that it has to leave by; 0 for any
 * @param iif the link that it came in by; {@code lo} when it comes from here
 * @param scope how near the destination has to be, {@code RT_SCOPE_*}, IPv4 only
 */
record Flow(
    InetAddress destination,
    Optional<InetAddress> source,
    int oif,
    int iif,
    int mark,
    int uid,
    int tos,
    int ipProtocol,
    int sourcePort,
    int destinationPort,
    int scope) {
  /** The index of {@code lo}, which is the first of every namespace. */
  static final int LOOPBACK = 1;

  /** Returns a packet from here. */
  static Flow to(InetAddress destination, int oif, int scope) {
    return new Flow(destination, Optional.empty(), oif, LOOPBACK, 0, 0, 0, 0, 0, 0, scope);
  }

  Flow withOif(int index) {
    return new Flow(
        destination,
        source,
        index,
        iif,
        mark,
        uid,
        tos,
        ipProtocol,
        sourcePort,
        destinationPort,
        scope);
  }
}

package io.wgnetlink.route;

import io.wgnetlink.net.IpAddresses;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A question to the kernel: which way would a packet go? Immutable.
 *
 * @param destination where the packet goes
 * @param source its source address; the kernel chooses when empty
 * @param oif the index of the link that the sender is bound to
 * @param mark the packet's mark, unsigned
 * @param fibMatch whether the entry of the table is wanted, with its prefix, protocol and metric,
 *     rather than the way of the one packet (Linux 4.13, IPv6 4.15)
 */
public record RouteLookup(
    InetAddress destination,
    Optional<InetAddress> source,
    Optional<Integer> oif,
    Optional<Integer> mark,
    boolean fibMatch) {

  /** Asks for the way of a packet to an address. */
  public static RouteLookup of(InetAddress destination) {
    return new RouteLookup(
        destination, Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  public RouteLookup withSource(InetAddress address) {
    return new RouteLookup(destination, Optional.of(address), oif, mark, fibMatch);
  }

  public RouteLookup withOif(int index) {
    return new RouteLookup(destination, source, Optional.of(index), mark, fibMatch);
  }

  public RouteLookup withMark(int newMark) {
    return new RouteLookup(destination, source, oif, Optional.of(newMark), fibMatch);
  }

  /** Asks for the entry of the table instead. */
  public RouteLookup withFibMatch() {
    return new RouteLookup(destination, source, oif, mark, true);
  }

  /** Returns the question in the words of {@code ip route get}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(fibMatch ? "fibmatch " : "");
    text.append(IpAddresses.format(destination));
    source.ifPresent(address -> text.append(" from ").append(IpAddresses.format(address)));
    oif.ifPresent(index -> text.append(" oif ").append(index));
    mark.ifPresent(value -> text.append(" mark ").append(Integer.toUnsignedString(value)));
    return text.toString();
  }
}

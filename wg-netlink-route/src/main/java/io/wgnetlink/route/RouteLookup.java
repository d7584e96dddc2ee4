package io.wgnetlink.route;

import io.wgnetlink.net.IpAddresses;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A question to the kernel: which way would a packet go? Rules may select by every part of it.
 * Immutable.
 *
 * @param destination where the packet goes
 * @param source its source address; the kernel chooses when empty
 * @param oif the index of the link that the sender is bound to
 * @param iif the index of the link that it came in by; without one it is sent from here
 * @param mark the packet's mark, unsigned
 * @param uid the user that sends it, unsigned; the caller's own when empty
 * @param tos its type of service or traffic class, the two ECN bits 0; 0 when it says nothing. Of
 *     IPv4, routes and rules by type of service look at the bits 0x1c only (6.1 to 7)
 * @param ipProtocol its protocol: 6 for TCP, 17 for UDP, 1 and 58 for ICMP; the kernel answers to
 *     others with EOPNOTSUPP (Linux 4.18)
 * @param sourcePort the port that it comes from, of TCP or UDP
 * @param destinationPort the port that it goes to, of TCP or UDP
 * @param fibMatch whether the entry of the table is wanted, with its prefix, protocol and metric,
 *     rather than the way of the one packet (Linux 4.13, IPv6 4.15)
 */
public record RouteLookup(
    InetAddress destination,
    Optional<InetAddress> source,
    Optional<Integer> oif,
    Optional<Integer> iif,
    Optional<Integer> mark,
    Optional<Integer> uid,
    int tos,
    Optional<Integer> ipProtocol,
    Optional<Integer> sourcePort,
    Optional<Integer> destinationPort,
    boolean fibMatch) {
  public RouteLookup {
    requireAtMost(0xff, Optional.of(tos), "type of service");
    requireAtMost(0xff, ipProtocol, "IP protocol");
    requireAtMost(0xffff, sourcePort, "source port");
    requireAtMost(0xffff, destinationPort, "destination port");
  }

  private static void requireAtMost(int most, Optional<Integer> number, String name) {
    if (number.isPresent() && (number.get() < 0 || number.get() > most)) {
      throw new IllegalArgumentException(name + " " + number.get() + " is not in 0 to " + most);
    }
  }

  /** Asks for the way of a packet to an address. */
  public static RouteLookup of(InetAddress destination) {
    return new Parts(destination).build();
  }

  public RouteLookup withSource(InetAddress address) {
    Parts parts = new Parts(this);
    parts.source = Optional.of(address);
    return parts.build();
  }

  public RouteLookup withOif(int index) {
    Parts parts = new Parts(this);
    parts.oif = Optional.of(index);
    return parts.build();
  }

  public RouteLookup withIif(int index) {
    Parts parts = new Parts(this);
    parts.iif = Optional.of(index);
    return parts.build();
  }

  public RouteLookup withMark(int newMark) {
    Parts parts = new Parts(this);
    parts.mark = Optional.of(newMark);
    return parts.build();
  }

  public RouteLookup withUid(int number) {
    Parts parts = new Parts(this);
    parts.uid = Optional.of(number);
    return parts.build();
  }

  public RouteLookup withTos(int bits) {
    Parts parts = new Parts(this);
    parts.tos = bits;
    return parts.build();
  }

  public RouteLookup withIpProtocol(int number) {
    Parts parts = new Parts(this);
    parts.ipProtocol = Optional.of(number);
    return parts.build();
  }

  /** Asks for a packet of TCP or UDP between two ports. */
  public RouteLookup withPorts(int newSourcePort, int newDestinationPort) {
    return withSourcePort(newSourcePort).withDestinationPort(newDestinationPort);
  }

  public RouteLookup withSourcePort(int port) {
    Parts parts = new Parts(this);
    parts.sourcePort = Optional.of(port);
    return parts.build();
  }

  public RouteLookup withDestinationPort(int port) {
    Parts parts = new Parts(this);
    parts.destinationPort = Optional.of(port);
    return parts.build();
  }

  /** Asks for the entry of the table instead. */
  public RouteLookup withFibMatch() {
    Parts parts = new Parts(this);
    parts.fibMatch = true;
    return parts.build();
  }

  /** The parts of a question, one of which is about to change. */
  private static final class Parts {
    private final InetAddress destination;
    private Optional<InetAddress> source = Optional.empty();
    private Optional<Integer> oif = Optional.empty();
    private Optional<Integer> iif = Optional.empty();
    private Optional<Integer> mark = Optional.empty();
    private Optional<Integer> uid = Optional.empty();
    private int tos;
    private Optional<Integer> ipProtocol = Optional.empty();
    private Optional<Integer> sourcePort = Optional.empty();
    private Optional<Integer> destinationPort = Optional.empty();
    private boolean fibMatch;

    Parts(InetAddress destination) {
      this.destination = destination;
    }

    Parts(RouteLookup lookup) {
      destination = lookup.destination;
      source = lookup.source;
      oif = lookup.oif;
      iif = lookup.iif;
      mark = lookup.mark;
      uid = lookup.uid;
      tos = lookup.tos;
      ipProtocol = lookup.ipProtocol;
      sourcePort = lookup.sourcePort;
      destinationPort = lookup.destinationPort;
      fibMatch = lookup.fibMatch;
    }

    RouteLookup build() {
      return new RouteLookup(
          destination,
          source,
          oif,
          iif,
          mark,
          uid,
          tos,
          ipProtocol,
          sourcePort,
          destinationPort,
          fibMatch);
    }
  }

  /** Returns the question in the words of {@code ip route get}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(fibMatch ? "fibmatch " : "");
    text.append(IpAddresses.format(destination));
    source.ifPresent(address -> text.append(" from ").append(IpAddresses.format(address)));
    iif.ifPresent(index -> text.append(" iif ").append(index));
    oif.ifPresent(index -> text.append(" oif ").append(index));
    mark.ifPresent(value -> text.append(" mark ").append(Integer.toUnsignedString(value)));
    uid.ifPresent(number -> text.append(" uid ").append(Integer.toUnsignedString(number)));
    if (tos != 0) {
      text.append(" tos 0x").append(Integer.toHexString(tos));
    }
    ipProtocol.ifPresent(number -> text.append(" ipproto ").append(number));
    sourcePort.ifPresent(port -> text.append(" sport ").append(port));
    destinationPort.ifPresent(port -> text.append(" dport ").append(port));
    return text.toString();
  }
}

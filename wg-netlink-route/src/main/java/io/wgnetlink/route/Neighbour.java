package io.wgnetlink.route;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A neighbour: what the kernel knows of a host on a link (the tables of ARP and of neighbour
 * discovery), or a proxy entry, by which this host answers for another. Immutable.
 *
 * <pre>{@code
 * Neighbour router = Neighbour.builder(eth0, IpAddresses.parse("172.29.1.1"))
 *     .linkLayerAddress(LinkLayerAddress.parse("02:00:00:00:00:01"))
 *     .build();
 * }</pre>
 *
 * <p>The statistics change by themselves, and so do most states: to compare entries, compare
 * {@code toBuilder().build()}, which leaves the statistics out.
 *
 * @param link the index of the link; 0 for a proxy entry that counts on every link, IPv4 only
 * @param address its IP address
 * @param linkLayerAddress its address on the link; empty while it is not known, of a proxy entry,
 *     and where the link has none
 * @param state what is known of it; of a new proxy entry it does not count
 * @param flags {@code NTF_*} in the low 8 bits, {@code NTF_EXT_*} above: see {@link #has}
 * @param protocol who made it, {@code RTPROT_*}; 0 when nobody says, which in a replacement leaves
 *     the one before (seen on 7.2)
 * @param statistics what is counted; empty of a proxy entry, and does not count when one is made
 * @param otherAttributes attributes that have no component here; they are sent along
 */
public record Neighbour(
    int link,
    InetAddress address,
    Optional<LinkLayerAddress> linkLayerAddress,
    NeighbourState state,
    int flags,
    int protocol,
    Optional<NeighbourStatistics> statistics,
    List<UnknownAttribute> otherAttributes) {

  public Neighbour {
    if (protocol < 0 || protocol > 0xff) {
      throw new IllegalArgumentException("neighbour protocol " + protocol + " is not in 0 to 255");
    }
    otherAttributes = List.copyOf(otherAttributes);
  }

  public AddressFamily family() {
    return AddressFamily.of(address);
  }

  public boolean has(NeighbourFlag flag) {
    return (flags & flag.mask()) != 0;
  }

  /** Returns whether this host answers for it. */
  public boolean isProxy() {
    return has(NeighbourFlag.PROXY);
  }

  /** Starts a permanent neighbour on a link, made by nobody in particular. */
  public static Builder builder(int link, InetAddress address) {
    return new Builder(link, address);
  }

  /** Starts a proxy entry on a link; with 0, IPv4 only, one that counts on every link. */
  public static Builder proxy(int link, InetAddress address) {
    return new Builder(link, address).state(NeighbourState.NONE).flag(NeighbourFlag.PROXY);
  }

  /** Starts a neighbour that is like this one unless said otherwise, without statistics. */
  public Builder toBuilder() {
    Builder builder = new Builder(link, address);
    builder.linkLayerAddress = linkLayerAddress;
    builder.state = state;
    builder.flags = flags;
    builder.protocol = protocol;
    builder.otherAttributes.addAll(otherAttributes);
    return builder;
  }

  /** Collects the parts of a neighbour. Not thread-safe. */
  public static final class Builder {
    private final int link;
    private final InetAddress address;
    private Optional<LinkLayerAddress> linkLayerAddress = Optional.empty();
    private NeighbourState state = NeighbourState.PERMANENT;
    private int flags;
    private int protocol;
    private Optional<NeighbourStatistics> statistics = Optional.empty();
    private final List<UnknownAttribute> otherAttributes = new ArrayList<>();

    private Builder(int link, InetAddress address) {
      this.link = link;
      this.address = address;
    }

    public Builder linkLayerAddress(LinkLayerAddress newAddress) {
      linkLayerAddress = Optional.of(newAddress);
      return this;
    }

    public Builder state(NeighbourState newState) {
      state = newState;
      return this;
    }

    /** Adds a flag. */
    public Builder flag(NeighbourFlag flag) {
      flags |= flag.mask();
      return this;
    }

    /** Sets all flags. */
    public Builder flags(int bits) {
      flags = bits;
      return this;
    }

    public Builder protocol(int number) {
      protocol = number;
      return this;
    }

    public Builder statistics(NeighbourStatistics newStatistics) {
      statistics = Optional.of(newStatistics);
      return this;
    }

    public Builder otherAttribute(UnknownAttribute attribute) {
      otherAttributes.add(attribute);
      return this;
    }

    public Neighbour build() {
      return new Neighbour(
          link, address, linkLayerAddress, state, flags, protocol, statistics, otherAttributes);
    }
  }

  /** Returns the neighbour in the words of {@code ip neighbour}, the link by its index. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(isProxy() ? "proxy " : "");
    text.append(IpAddresses.format(address));
    text.append(link == 0 ? "" : " dev " + link);
    linkLayerAddress.ifPresent(there -> text.append(" lladdr ").append(there));
    for (NeighbourFlag flag : NeighbourFlag.values()) {
      text.append(has(flag) && flag != NeighbourFlag.PROXY ? " " + flag : "");
    }
    text.append(isProxy() ? "" : " nud " + state);
    return text.append(protocol == 0 ? "" : " proto " + protocol).toString();
  }
}

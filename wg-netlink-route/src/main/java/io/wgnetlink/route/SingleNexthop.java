package io.wgnetlink.route;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A nexthop object that is one way: a link, a router on it, or nowhere. Immutable.
 *
 * <pre>{@code
 * SingleNexthop direct = SingleNexthop.builder(AddressFamily.IPV6).id(42).oif(wg0).build();
 * }</pre>
 *
 * @param id its number, unsigned; 0 when the kernel is to choose
 * @param family the family of the router, and of the routes that may name it where there is none
 * @param oif the index of the link
 * @param gateway the router
 * @param blackhole whether packets are dropped
 * @param fdb whether it is for bridges: it has a gateway then, and no link
 * @param protocol who made it, {@code RTPROT_*}
 * @param scope distance, {@code RT_SCOPE_*}: what the kernel found
 * @param flags {@code RTNH_F_*}: what the kernel found, such as a link without carrier; of a new
 *     one only {@link #FLAG_ONLINK} counts
 * @param otherAttributes attributes that have no component here
 */
public record SingleNexthop(
    int id,
    AddressFamily family,
    Optional<Integer> oif,
    Optional<InetAddress> gateway,
    boolean blackhole,
    boolean fdb,
    int protocol,
    int scope,
    int flags,
    List<UnknownAttribute> otherAttributes)
    implements NexthopObject {

  /** {@code RTNH_F_ONLINK}: the gateway is on the link even where no address says so. */
  public static final int FLAG_ONLINK = 4;

  public SingleNexthop {
    if (gateway.isPresent() && AddressFamily.of(gateway.get()) != family) {
      throw new IllegalArgumentException(
          "gateway " + IpAddresses.format(gateway.get()) + " in a nexthop of " + family);
    }
    NexthopGroup.requireProtocol(protocol);
    otherAttributes = List.copyOf(otherAttributes);
  }

  /** Starts a nexthop without anything, made by nobody in particular. */
  public static Builder builder(AddressFamily family) {
    return new Builder(family);
  }

  /** Starts a nexthop that is like this one unless said otherwise. */
  public Builder toBuilder() {
    Builder builder = new Builder(family);
    builder.id = id;
    builder.oif = oif;
    builder.gateway = gateway;
    builder.blackhole = blackhole;
    builder.fdb = fdb;
    builder.protocol = protocol;
    builder.scope = scope;
    builder.flags = flags;
    builder.otherAttributes.addAll(otherAttributes);
    return builder;
  }

  /** Collects the parts of a nexthop. Not thread-safe. */
  public static final class Builder {
    private final AddressFamily family;
    private int id;
    private Optional<Integer> oif = Optional.empty();
    private Optional<InetAddress> gateway = Optional.empty();
    private boolean blackhole;
    private boolean fdb;
    private int protocol;
    private int scope;
    private int flags;
    private final List<UnknownAttribute> otherAttributes = new ArrayList<>();

    private Builder(AddressFamily family) {
      this.family = family;
    }

    public Builder id(int number) {
      id = number;
      return this;
    }

    public Builder oif(int index) {
      oif = Optional.of(index);
      return this;
    }

    public Builder gateway(InetAddress router) {
      gateway = Optional.of(router);
      return this;
    }

    /** Drops packets. */
    public Builder blackhole() {
      blackhole = true;
      return this;
    }

    /** Makes it one for bridges. */
    public Builder fdb() {
      fdb = true;
      return this;
    }

    public Builder protocol(int number) {
      protocol = number;
      return this;
    }

    public Builder scope(int number) {
      scope = number;
      return this;
    }

    /** Takes the gateway to be on the link. */
    public Builder onlink() {
      flags |= FLAG_ONLINK;
      return this;
    }

    public Builder flags(int bits) {
      flags = bits;
      return this;
    }

    public Builder otherAttribute(UnknownAttribute attribute) {
      otherAttributes.add(attribute);
      return this;
    }

    public SingleNexthop build() {
      return new SingleNexthop(
          id, family, oif, gateway, blackhole, fdb, protocol, scope, flags, otherAttributes);
    }
  }

  /** Returns the nexthop in the words of {@code ip nexthop}, the link by its index. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(family).append(" id ").append(Integer.toUnsignedString(id));
    gateway.ifPresent(router -> text.append(" via ").append(IpAddresses.format(router)));
    oif.ifPresent(index -> text.append(" dev ").append(index));
    text.append(blackhole ? " blackhole" : "").append(fdb ? " fdb" : "");
    text.append((flags & FLAG_ONLINK) == 0 ? "" : " onlink");
    return text.append(" proto ").append(protocol).toString();
  }
}

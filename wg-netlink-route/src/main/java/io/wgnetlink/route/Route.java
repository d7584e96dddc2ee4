package io.wgnetlink.route;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A route of a kernel's routing table. Immutable.
 *
 * <pre>{@code
 * Route direct = Route.builder(IpPrefix.parse("fd00::1:0/112")).oif(wg0).protocol(87).build();
 * }</pre>
 *
 * <p>The kernel completes what a new route leaves open, and the route that is read back says so: an
 * IPv6 route without metric has metric 1024, a scope given for IPv6 is not kept, an IPv6 route that
 * drops packets goes by the loopback, a route by a nexthop object that drops packets is of type
 * blackhole. So compare by the key (destination, source, table, metric, type of service) rather
 * than by {@code equals}; the time to {@link #expires} alone differs from one reading to the next.
 *
 * <p><b>What the kernel drops silently</b>, and what is therefore refused with an
 * {@link IllegalArgumentException} before it is sent (measured on 6.1 to 7): of IPv4 routes a
 * source, a preference and an expiry, and realms of a route by a nexthop object; of IPv6 routes
 * realms, and where the route drops packets a preference and an expiry; metrics beyond their
 * {@linkplain RouteMetric limits}, which it would lower.
 *
 * <p>Of what {@code ip route} takes there is no component for {@code ttl-propagate} and {@code as}:
 * they belong to MPLS routes, of IP routes the kernel ignores them. Encapsulations are among the
 * other attributes.
 *
 * @param destination where to
 * @param source the packet's source it is limited to, IPv6 only; also in the answer to an IPv4
 *     lookup
 * @param type what it does
 * @param table the number of the table, unsigned
 * @param protocol who made it, {@code RTPROT_*}: an owner's mark that deletion honours
 * @param scope distance of the destination, {@code RT_SCOPE_*}, IPv4 only
 * @param tos the packet's type of service it is limited to, IPv4 only, the two ECN bits 0; 0 for
 *     any
 * @param metric preference among routes to the same destination, the smallest wins, unsigned; 0
 *     when none is given
 * @param oif the index of the link
 * @param gateway the router, of either family; empty when the destination is on the link
 * @param preferredSource the source of packets that leave it open
 * @param nexthopId the nexthop object that says the way, unsigned; what it says is repeated in a
 *     route that was read, and not sent
 * @param nexthops the ways of a multipath route
 * @param realms the realms of packets that go this way, source's in the upper 16 bits,
 *     destination's in the lower, IPv4 only; 0 for none; a multipath route has those of its ways
 * @param metrics what it says about packets and connections
 * @param preference which of several default routes is preferred, IPv6 only
 * @param expires the time until the kernel deletes it, IPv6 only. A new route has whole seconds, a
 *     part of one counts as one, less than 2^32 - 1; one that was read has hundredths, at most 248
 *     days of them. It is negative when the kernel has not come round to deleting the route yet:
 *     then it is not used, but in the way of a new one
 * @param flags {@code RTNH_F_*} and {@code RTM_F_*}: see {@link #has}; of a new route only
 *     {@link RouteFlag#ONLINK} counts
 * @param otherAttributes attributes that have no component here, such as an encapsulation; they are
 *     sent along when the route is added or replaced
 */
public record Route(
    IpPrefix destination,
    Optional<IpPrefix> source,
    RouteType type,
    int table,
    int protocol,
    int scope,
    int tos,
    int metric,
    Optional<Integer> oif,
    Optional<InetAddress> gateway,
    Optional<InetAddress> preferredSource,
    Optional<Integer> nexthopId,
    List<Nexthop> nexthops,
    int realms,
    RouteMetrics metrics,
    RoutePreference preference,
    Optional<Duration> expires,
    int flags,
    List<UnknownAttribute> otherAttributes) {

  /** {@code RT_TABLE_MAIN}: the table that is used unless a rule says otherwise. */
  public static final int TABLE_MAIN = 254;

  /** {@code RT_TABLE_LOCAL}: this host's own addresses, kept by the kernel. */
  public static final int TABLE_LOCAL = 255;

  /** {@code RTPROT_KERNEL}: made by the kernel along with an address. */
  public static final int PROTOCOL_KERNEL = 2;

  /** {@code RTPROT_BOOT}: what {@code ip route} uses when nothing is said. */
  public static final int PROTOCOL_BOOT = 3;

  /** {@code RTPROT_STATIC}: made by the administrator. */
  public static final int PROTOCOL_STATIC = 4;

  /** {@code RT_SCOPE_UNIVERSE}: anywhere, by way of a gateway. */
  public static final int SCOPE_UNIVERSE = 0;

  /** {@code RT_SCOPE_LINK}: on the link itself. */
  public static final int SCOPE_LINK = 253;

  /** {@code RT_SCOPE_HOST}: on this host. */
  public static final int SCOPE_HOST = 254;

  public Route {
    requireByte("protocol", protocol);
    requireByte("scope", scope);
    requireByte("type of service", tos);
    nexthops = List.copyOf(nexthops);
    otherAttributes = List.copyOf(otherAttributes);
  }

  private static void requireByte(String what, int value) {
    if (value < 0 || value > 0xff) {
      throw new IllegalArgumentException("route " + what + " " + value + " is not in 0 to 255");
    }
  }

  public AddressFamily family() {
    return destination.family();
  }

  public boolean has(RouteFlag flag) {
    return (flags & flag.mask()) != 0;
  }

  /** Returns whether packets go by this link, on one of the ways at least. */
  public boolean uses(int link) {
    return (oif.isPresent() && oif.get() == link)
        || nexthops.stream().anyMatch(nexthop -> nexthop.oif() == link);
  }

  /** Starts a unicast route in table main, made by {@code boot}, unless said otherwise. */
  public static Builder builder(IpPrefix destination) {
    return new Builder(destination);
  }

  /** Starts a route that is like this one unless said otherwise. */
  public Builder toBuilder() {
    Builder builder = new Builder(destination);
    builder.source = source;
    builder.type = type;
    builder.table = table;
    builder.protocol = protocol;
    builder.scope = Optional.of(scope);
    builder.tos = tos;
    builder.metric = metric;
    builder.oif = oif;
    builder.gateway = gateway;
    builder.preferredSource = preferredSource;
    builder.nexthopId = nexthopId;
    builder.nexthops.addAll(nexthops);
    builder.realms = realms;
    builder.metrics = metrics;
    builder.preference = preference;
    builder.expires = expires;
    builder.flags = flags;
    builder.otherAttributes.addAll(otherAttributes);
    return builder;
  }

  /** Collects the parts of a route. Not thread-safe. */
  public static final class Builder {
    private final IpPrefix destination;
    private Optional<IpPrefix> source = Optional.empty();
    private RouteType type = RouteType.UNICAST;
    private int table = TABLE_MAIN;
    private int protocol = PROTOCOL_BOOT;
    private Optional<Integer> scope = Optional.empty();
    private int tos;
    private int metric;
    private Optional<Integer> oif = Optional.empty();
    private Optional<InetAddress> gateway = Optional.empty();
    private Optional<InetAddress> preferredSource = Optional.empty();
    private Optional<Integer> nexthopId = Optional.empty();
    private final List<Nexthop> nexthops = new ArrayList<>();
    private int realms;
    private RouteMetrics metrics = RouteMetrics.NONE;
    private RoutePreference preference = RoutePreference.MEDIUM;
    private Optional<Duration> expires = Optional.empty();
    private int flags;
    private final List<UnknownAttribute> otherAttributes = new ArrayList<>();

    private Builder(IpPrefix destination) {
      this.destination = destination;
    }

    public Builder source(IpPrefix newSource) {
      source = Optional.of(newSource);
      return this;
    }

    public Builder type(RouteType newType) {
      type = newType;
      return this;
    }

    public Builder table(int number) {
      table = number;
      return this;
    }

    public Builder protocol(int number) {
      protocol = number;
      return this;
    }

    /** Sets the scope; without it, it follows from type and gateway as {@code ip route} has it. */
    public Builder scope(int number) {
      scope = Optional.of(number);
      return this;
    }

    /** Limits it to packets of a type of service; IPv4 only. */
    public Builder tos(int bits) {
      tos = bits;
      return this;
    }

    public Builder metric(int number) {
      metric = number;
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

    public Builder preferredSource(InetAddress address) {
      preferredSource = Optional.of(address);
      return this;
    }

    public Builder nexthopId(int id) {
      nexthopId = Optional.of(id);
      return this;
    }

    /** Adds one of several ways. */
    public Builder nexthop(Nexthop nexthop) {
      nexthops.add(nexthop);
      return this;
    }

    public Builder realms(int newRealms) {
      realms = newRealms;
      return this;
    }

    public Builder metrics(RouteMetrics newMetrics) {
      metrics = newMetrics;
      return this;
    }

    public Builder preference(RoutePreference newPreference) {
      preference = newPreference;
      return this;
    }

    /** Lets the kernel delete it after a time, or, when empty, keep it. */
    public Builder expires(Optional<Duration> time) {
      expires = time;
      return this;
    }

    /** Lets the kernel delete it after a time. */
    public Builder expires(Duration time) {
      return expires(Optional.of(time));
    }

    public Builder flag(RouteFlag flag) {
      flags |= flag.mask();
      return this;
    }

    /** Sets all flags at once, as bits. */
    public Builder flags(int bits) {
      flags = bits;
      return this;
    }

    public Builder otherAttribute(UnknownAttribute attribute) {
      otherAttributes.add(attribute);
      return this;
    }

    public Route build() {
      return new Route(
          destination,
          source,
          type,
          table,
          protocol,
          scope.orElseGet(this::usualScope),
          tos,
          metric,
          oif,
          gateway,
          preferredSource,
          nexthopId,
          nexthops,
          realms,
          metrics,
          preference,
          expires,
          flags,
          otherAttributes);
    }

    private int usualScope() {
      if (destination.family() == AddressFamily.IPV6) {
        return SCOPE_UNIVERSE;
      }
      if (type.equals(RouteType.LOCAL)) {
        return SCOPE_HOST;
      }
      if (type.equals(RouteType.UNICAST)) {
        boolean direct = gateway.isEmpty() && nexthops.isEmpty() && nexthopId.isEmpty();
        return direct ? SCOPE_LINK : SCOPE_UNIVERSE;
      }
      boolean onLink = type.equals(RouteType.BROADCAST)
          || type.equals(RouteType.MULTICAST)
          || type.equals(RouteType.ANYCAST);
      return onLink ? SCOPE_LINK : SCOPE_UNIVERSE;
    }
  }

  /** Returns the route in the words of {@code ip route}, links by their index. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!type.equals(RouteType.UNICAST)) {
      text.append(type).append(' ');
    }
    text.append(destination);
    source.ifPresent(from -> text.append(" from ").append(from));
    if (tos != 0) {
      text.append(" tos 0x").append(Integer.toHexString(tos));
    }
    nexthopId.ifPresent(id -> text.append(" nhid ").append(Integer.toUnsignedString(id)));
    gateway.ifPresent(router -> text.append(" via ").append(IpAddresses.format(router)));
    oif.ifPresent(index -> text.append(" dev ").append(index));
    text.append(" table ").append(Integer.toUnsignedString(table));
    text.append(" proto ").append(protocol);
    preferredSource.ifPresent(from -> text.append(" src ").append(IpAddresses.format(from)));
    if (metric != 0) {
      text.append(" metric ").append(Integer.toUnsignedString(metric));
    }
    appendQualities(text);
    nexthops.forEach(nexthop -> text.append(' ').append(nexthop));
    return text.toString();
  }

  private void appendQualities(StringBuilder text) {
    text.append(has(RouteFlag.ONLINK) ? " onlink" : "");
    if (realms != 0) {
      text.append(" realms ").append(realms >>> 16).append('/').append(realms & 0xffff);
    }
    expires.ifPresent(time -> text.append(" expires ").append(time.toSeconds()).append("sec"));
    if (!metrics.isEmpty()) {
      text.append(' ').append(metrics);
    }
    if (!preference.equals(RoutePreference.MEDIUM)) {
      text.append(" pref ").append(preference);
    }
  }
}

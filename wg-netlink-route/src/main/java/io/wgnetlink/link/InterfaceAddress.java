package io.wgnetlink.link;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An address of a link with the length of its network, such as {@code 172.29.1.16/24}. Unlike an
 * {@link IpPrefix} it keeps the bits of the host. Immutable.
 *
 * <pre>{@code
 * InterfaceAddress.parse("fd00:1::16/128").withoutDad();
 * InterfaceAddress.builder(IpAddresses.parse("172.29.1.16"), 24)
 *     .flag(AddressFlag.NOPREFIXROUTE)
 *     .lifetimes(Duration.ofHours(2), Duration.ofHours(1))
 *     .build();
 * }</pre>
 *
 * <p>Lifetimes run down by themselves: to compare addresses, compare {@link #withoutLifetimes()}.
 *
 * @param address the address
 * @param prefixLength leading bits that name the network; the kernel makes a route to it
 * @param flagBits {@code IFA_F_*}, those without a name included: see {@link #flags()}
 * @param scope how far it is valid; the kernel finds out by itself for IPv6
 * @param peer the address of the other end, where the link is point-to-point with such; the network
 *     is the peer's then
 * @param broadcast the broadcast address of the network, IPv4 only
 * @param label the name that old programs know the address by, at most 15 bytes and IPv4 only; the
 *     kernel takes the link's name when a new address has none
 * @param validLifetime how long it still exists, in whole seconds; for ever when empty
 * @param preferredLifetime how long it is still good for what begins anew, in whole seconds and not
 *     longer than it is valid; for ever when empty
 * @param metric the metric of the route to the network, unsigned (Linux 4.18); the kernel chooses
 *     when 0
 * @param protocol who made it, {@code IFAPROT_*} (Linux 5.18): 0 nobody says, 1 to 3 the kernel
 *     (loopback, router advertisement, link-local), others the administrator's
 * @param otherAttributes attributes that have no component here; they are sent along
 */
public record InterfaceAddress(
    InetAddress address,
    int prefixLength,
    int flagBits,
    AddressScope scope,
    Optional<InetAddress> peer,
    Optional<InetAddress> broadcast,
    Optional<String> label,
    Optional<Duration> validLifetime,
    Optional<Duration> preferredLifetime,
    int metric,
    int protocol,
    List<UnknownAttribute> otherAttributes) {
  /** The longest lifetime that ends; the kernel's next number means for ever. */
  public static final Duration MAX_LIFETIME = Duration.ofSeconds(0xffff_fffeL);

  public InterfaceAddress {
    AddressFamily family = AddressFamily.of(address);
    if (prefixLength < 0 || prefixLength > family.bits()) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " of "
          + IpAddresses.format(address) + " is not in 0 to " + family.bits());
    }
    requireFamily(family, "peer", peer);
    requireFamily(family, "broadcast address", broadcast);
    if (protocol < 0 || protocol > 0xff) {
      throw new IllegalArgumentException("address protocol " + protocol + " is not in 0 to 255");
    }
    validLifetime = validLifetime.map(InterfaceAddress::wholeSeconds);
    preferredLifetime = preferredLifetime.map(InterfaceAddress::wholeSeconds);
    otherAttributes = List.copyOf(otherAttributes);
  }

  private static void requireFamily(
      AddressFamily family, String what, Optional<InetAddress> other) {
    if (other.isPresent() && AddressFamily.of(other.get()) != family) {
      throw new IllegalArgumentException(
          "the " + what + " " + IpAddresses.format(other.get()) + " is not " + family);
    }
  }

  private static Duration wholeSeconds(Duration lifetime) {
    if (lifetime.isNegative() || lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException(
          "lifetime " + lifetime + " is not in 0 to " + MAX_LIFETIME.toSeconds() + " seconds");
    }
    return Duration.ofSeconds(lifetime.toSeconds());
  }

  /** Returns an address without flags, for ever. */
  public static InterfaceAddress of(InetAddress address, int prefixLength) {
    return builder(address, prefixLength).build();
  }

  /**
   * Parses {@code ADDRESS/LENGTH} or a bare {@code ADDRESS}, which means /32 or /128, as strictly
   * as {@link IpPrefix#parse}.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static InterfaceAddress parse(String text) {
    IpPrefix network = IpPrefix.parse(text);
    int slash = text.indexOf('/');
    InetAddress address = IpAddresses.parse(slash < 0 ? text : text.substring(0, slash));
    return of(address, network.length());
  }

  /**
   * Returns the address without duplicate address detection, so that it can be used at once. IPv4
   * has none.
   */
  public InterfaceAddress withoutDad() {
    return withFlag(AddressFlag.NODAD);
  }

  /** Returns the address with one more flag. */
  public InterfaceAddress withFlag(AddressFlag flag) {
    return toBuilder().flag(flag).build();
  }

  /** Returns the address as if it were for ever, to compare it with what it was. */
  public InterfaceAddress withoutLifetimes() {
    return toBuilder().forEver().build();
  }

  public AddressFamily family() {
    return AddressFamily.of(address);
  }

  /** Returns the flags that are set; bits without a name are left out. */
  public Set<AddressFlag> flags() {
    return AddressFlag.of(flagBits);
  }

  public boolean has(AddressFlag flag) {
    return (flagBits & flag.mask()) != 0;
  }

  /** Returns the network that the address is of, or that its peer is of. */
  public IpPrefix prefix() {
    return IpPrefix.of(peer.orElse(address), prefixLength);
  }

  /** Returns whether the address can be used: not tentative, no duplicate. */
  public boolean isUsable() {
    return !has(AddressFlag.TENTATIVE) && !has(AddressFlag.DADFAILED);
  }

  /** Starts an address without flags, for ever, with the scope that is usual for it. */
  public static Builder builder(InetAddress address, int prefixLength) {
    return new Builder(address, prefixLength);
  }

  /** Starts an address that is like this one unless said otherwise. */
  public Builder toBuilder() {
    Builder builder = new Builder(address, prefixLength);
    builder.flagBits = flagBits;
    builder.scope = scope;
    builder.peer = peer;
    builder.broadcast = broadcast;
    builder.label = label;
    builder.validLifetime = validLifetime;
    builder.preferredLifetime = preferredLifetime;
    builder.metric = metric;
    builder.protocol = protocol;
    builder.otherAttributes.addAll(otherAttributes);
    return builder;
  }

  /** Collects the parts of an address. Not thread-safe. */
  public static final class Builder {
    private final InetAddress address;
    private final int prefixLength;
    private int flagBits;
    private AddressScope scope;
    private Optional<InetAddress> peer = Optional.empty();
    private Optional<InetAddress> broadcast = Optional.empty();
    private Optional<String> label = Optional.empty();
    private Optional<Duration> validLifetime = Optional.empty();
    private Optional<Duration> preferredLifetime = Optional.empty();
    private int metric;
    private int protocol;
    private final List<UnknownAttribute> otherAttributes = new ArrayList<>(0);

    private Builder(InetAddress address, int prefixLength) {
      this.address = address;
      this.prefixLength = prefixLength;
      this.scope = AddressScope.usual(address);
    }

    /** Adds a flag. */
    public Builder flag(AddressFlag flag) {
      flagBits |= flag.mask();
      return this;
    }

    /** Sets all flags. */
    public Builder flagBits(int bits) {
      flagBits = bits;
      return this;
    }

    public Builder scope(AddressScope newScope) {
      scope = newScope;
      return this;
    }

    public Builder peer(InetAddress otherEnd) {
      peer = Optional.of(otherEnd);
      return this;
    }

    public Builder broadcast(InetAddress newBroadcast) {
      broadcast = Optional.of(newBroadcast);
      return this;
    }

    public Builder label(String text) {
      label = Optional.of(text);
      return this;
    }

    /** Sets how long the address exists, and how long it is good for what begins anew. */
    public Builder lifetimes(Duration valid, Duration preferred) {
      validLifetime = Optional.of(valid);
      preferredLifetime = Optional.of(preferred);
      return this;
    }

    /** Sets how long the address is good for what begins anew; after that it stays, deprecated. */
    public Builder preferredLifetime(Duration preferred) {
      preferredLifetime = Optional.of(preferred);
      return this;
    }

    /** Makes the address one that does not expire. */
    public Builder forEver() {
      validLifetime = Optional.empty();
      preferredLifetime = Optional.empty();
      return this;
    }

    public Builder metric(int number) {
      metric = number;
      return this;
    }

    public Builder protocol(int number) {
      protocol = number;
      return this;
    }

    public Builder otherAttribute(UnknownAttribute attribute) {
      otherAttributes.add(attribute);
      return this;
    }

    public InterfaceAddress build() {
      return new InterfaceAddress(
          address,
          prefixLength,
          flagBits,
          scope,
          peer,
          broadcast,
          label,
          validLifetime,
          preferredLifetime,
          metric,
          protocol,
          otherAttributes);
    }
  }

  /** Returns {@code ADDRESS/LENGTH}. */
  @Override
  public String toString() {
    return IpAddresses.format(address) + "/" + prefixLength;
  }
}

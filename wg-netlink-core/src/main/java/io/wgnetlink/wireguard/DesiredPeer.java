package io.wgnetlink.wireguard;

import io.wgnetlink.net.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What a peer of a {@link DesiredDevice} is to be. Immutable; the preshared key stays the caller's
 * to close.
 *
 * <p>The endpoint is the one field that two sides write: the configuration, and the kernel, which
 * goes on to wherever the peer was last heard of. The kernel does not tell which of them it was. So
 * the desired endpoint is set
 *
 * <ul>
 *   <li>at a peer that has none, or from which nothing was ever received: such a peer cannot have
 *       roamed, so a difference is a change of the configuration;
 *   <li>at any other peer only if {@code endpointForced} says that the configuration has changed,
 *       by {@link Builder#forceEndpoint()} or {@link DesiredDevice#changedSince}.
 * </ul>
 *
 * @param publicKey which peer; not zero
 * @param presharedKey its preshared key; absent: none
 * @param endpoint where to reach it, the port not 0; absent: left as it is
 * @param endpointForced the endpoint is set even where the peer may have roamed
 * @param persistentKeepalive whole seconds from 1 to 65535; absent: off
 * @param allowedIps exactly these prefixes, but for floating ones; each of them once
 */
public record DesiredPeer(
    PublicKey publicKey,
    Optional<PresharedKey> presharedKey,
    Optional<Endpoint> endpoint,
    boolean endpointForced,
    Optional<Duration> persistentKeepalive,
    List<IpPrefix> allowedIps) {

  public DesiredPeer {
    allowedIps = List.copyOf(new LinkedHashSet<>(allowedIps));
    Fields.requirePublicKey(publicKey);
    presharedKey.ifPresent(key -> Fields.requirePresharedKey(key, "leave it out"));
    endpoint.ifPresent(Fields::requireEndpoint);
    persistentKeepalive.ifPresent(Fields::requirePersistentKeepalive);
    persistentKeepalive = persistentKeepalive.filter(interval -> !interval.isZero());
  }

  /** Returns a builder of a peer that has a key and nothing else. */
  public static Builder of(PublicKey publicKey) {
    return new Builder(publicKey);
  }

  /** Collects the parts of a {@link DesiredPeer}; not thread-safe. */
  public static final class Builder {
    private final PublicKey publicKey;
    private Optional<PresharedKey> presharedKey = Optional.empty();
    private Optional<Endpoint> endpoint = Optional.empty();
    private boolean endpointForced;
    private Optional<Duration> persistentKeepalive = Optional.empty();
    private final List<IpPrefix> allowedIps = new ArrayList<>();

    private Builder(PublicKey publicKey) {
      this.publicKey = publicKey;
    }

    public Builder presharedKey(PresharedKey key) {
      presharedKey = Optional.of(key);
      return this;
    }

    public Builder endpoint(Endpoint where) {
      endpoint = Optional.of(where);
      return this;
    }

    /** Sets the endpoint also where the peer may have roamed to another, as {@code wg} does. */
    public Builder forceEndpoint() {
      endpointForced = true;
      return this;
    }

    /** Sets the interval in whole seconds, up to 65535; zero means that it is off. */
    public Builder persistentKeepalive(Duration interval) {
      persistentKeepalive = Optional.of(interval);
      return this;
    }

    /** Adds a prefix. */
    public Builder allowedIp(IpPrefix prefix) {
      allowedIps.add(prefix);
      return this;
    }

    /** Adds prefixes. */
    public Builder allowedIps(Collection<IpPrefix> prefixes) {
      allowedIps.addAll(prefixes);
      return this;
    }

    /**
     * Returns the peer.
     *
     * @throws IllegalArgumentException naming the field that the kernel would refuse or misread
     */
    public DesiredPeer build() {
      return new DesiredPeer(
          publicKey, presharedKey, endpoint, endpointForced, persistentKeepalive, allowedIps);
    }
  }
}

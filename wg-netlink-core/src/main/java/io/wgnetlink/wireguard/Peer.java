package io.wgnetlink.wireguard;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The state of one peer of a device, as the kernel reported it. Immutable.
 *
 * @param publicKey the peer's identity
 * @param presharedKey the symmetric secret, absent when there is none
 * @param endpoint where the peer was last heard of, or is configured to be
 * @param persistentKeepalive the interval in whole seconds, absent when it is off
 * @param latestHandshake wall-clock time ({@code CLOCK_REALTIME}) of the latest handshake, in
 *     nanoseconds, absent when there was none
 * @param rxBytes bytes received, encrypted; an unsigned 64-bit number
 * @param txBytes bytes sent, encrypted; an unsigned 64-bit number
 * @param allowedIps in the kernel's order, which is that of insertion
 * @param unknownAttributes what a newer or patched kernel added
 */
public record Peer(
    PublicKey publicKey,
    Optional<PresharedKey> presharedKey,
    Optional<Endpoint> endpoint,
    Optional<Duration> persistentKeepalive,
    Optional<Instant> latestHandshake,
    long rxBytes,
    long txBytes,
    List<IpPrefix> allowedIps,
    List<UnknownAttribute> unknownAttributes) {

  public Peer {
    allowedIps = List.copyOf(allowedIps);
    unknownAttributes = List.copyOf(unknownAttributes);
  }

  /** Returns a builder of a peer that has a key and nothing else. */
  public static Builder builder(PublicKey publicKey) {
    return new Builder(publicKey);
  }

  /** Collects the parts of a {@link Peer}; not thread-safe. */
  public static final class Builder {
    private final PublicKey publicKey;
    private Optional<PresharedKey> presharedKey = Optional.empty();
    private Optional<Endpoint> endpoint = Optional.empty();
    private Optional<Duration> persistentKeepalive = Optional.empty();
    private Optional<Instant> latestHandshake = Optional.empty();
    private long rxBytes;
    private long txBytes;
    private final List<IpPrefix> allowedIps = new ArrayList<>();
    private final List<UnknownAttribute> unknownAttributes = new ArrayList<>();

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

    /** Sets the interval; zero means that it is off. */
    public Builder persistentKeepalive(Duration interval) {
      persistentKeepalive = interval.isZero() ? Optional.empty() : Optional.of(interval);
      return this;
    }

    public Builder latestHandshake(Instant when) {
      latestHandshake = Optional.of(when);
      return this;
    }

    public Builder rxBytes(long bytes) {
      rxBytes = bytes;
      return this;
    }

    public Builder txBytes(long bytes) {
      txBytes = bytes;
      return this;
    }

    public Builder allowedIp(IpPrefix prefix) {
      allowedIps.add(prefix);
      return this;
    }

    /** Adds to the allowed IPs. */
    public Builder allowedIps(Collection<IpPrefix> prefixes) {
      allowedIps.addAll(prefixes);
      return this;
    }

    /** Adds to the unknown attributes. */
    public Builder unknownAttributes(Collection<UnknownAttribute> attributes) {
      unknownAttributes.addAll(attributes);
      return this;
    }

    public Peer build() {
      return new Peer(
          publicKey,
          presharedKey,
          endpoint,
          persistentKeepalive,
          latestHandshake,
          rxBytes,
          txBytes,
          allowedIps,
          unknownAttributes);
    }
  }
}

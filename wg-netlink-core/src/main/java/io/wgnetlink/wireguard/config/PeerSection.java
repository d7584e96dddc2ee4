package io.wgnetlink.wireguard.config;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.config.AllowedIpEdit.Sign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A {@code [Peer]} section. Immutable, but for the preshared key. Several sections can be about one
 * peer.
 *
 * @param publicKey {@code PublicKey}
 * @param presharedKey {@code PresharedKey}; the zero key means that the peer is to have none
 * @param endpoint {@code Endpoint}, a name or an address
 * @param persistentKeepalive {@code PersistentKeepalive}, whole seconds up to 65535; zero is
 *     {@code off}
 * @param allowedIpsReplaced whether the peer's other allowed IPs are removed first. It is so unless
 *     the last line {@code AllowedIPs} of the section has an entry with a sign
 * @param allowedIps {@code AllowedIPs}, all lines of the section
 */
public record PeerSection(
    PublicKey publicKey,
    Optional<PresharedKey> presharedKey,
    Optional<EndpointName> endpoint,
    Optional<Duration> persistentKeepalive,
    boolean allowedIpsReplaced,
    List<AllowedIpEdit> allowedIps) {

  private static final Duration MAX_KEEPALIVE = Duration.ofSeconds(0xffff);

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when a file cannot say them: an interval that is not 0 to
   *     65535 whole seconds; allowed IPs that are not replaced without an entry that has a sign, or
   *     are replaced when the last entry has one
   */
  public PeerSection {
    allowedIps = List.copyOf(allowedIps);
    persistentKeepalive.ifPresent(PeerSection::requireWholeSeconds);
    boolean signed = allowedIps.stream().anyMatch(PeerSection::hasSign);
    if (allowedIpsReplaced ? signed && hasSign(allowedIps.get(allowedIps.size() - 1)) : !signed) {
      throw new IllegalArgumentException(
          "allowedIpsReplaced: " + allowedIpsReplaced + " cannot be said with these allowed IPs");
    }
  }

  private static void requireWholeSeconds(Duration interval) {
    if (interval.isNegative()
        || !interval.equals(Duration.ofSeconds(interval.toSeconds()))
        || interval.compareTo(MAX_KEEPALIVE) > 0) {
      throw new IllegalArgumentException(
          "persistentKeepalive: " + interval + " is not 0 to 65535 whole seconds");
    }
  }

  static boolean hasSign(AllowedIpEdit edit) {
    return edit.sign() != Sign.NONE;
  }

  /** Returns a builder of a peer that has a key and nothing else. */
  public static Builder builder(PublicKey publicKey) {
    return new Builder(publicKey);
  }

  /** Collects the parts of a {@link PeerSection}; not thread-safe. */
  public static final class Builder {
    private final PublicKey publicKey;
    private Optional<PresharedKey> presharedKey = Optional.empty();
    private Optional<EndpointName> endpoint = Optional.empty();
    private Optional<Duration> persistentKeepalive = Optional.empty();
    private final List<AllowedIpEdit> allowedIps = new ArrayList<>();

    private Builder(PublicKey publicKey) {
      this.publicKey = publicKey;
    }

    public Builder presharedKey(PresharedKey key) {
      presharedKey = Optional.of(key);
      return this;
    }

    public Builder endpoint(EndpointName where) {
      endpoint = Optional.of(where);
      return this;
    }

    /** Sets the interval in whole seconds, up to 65535; zero turns it off. */
    public Builder persistentKeepalive(Duration interval) {
      persistentKeepalive = Optional.of(interval);
      return this;
    }

    public Builder allowedIp(IpPrefix prefix) {
      return edit(AllowedIpEdit.of(prefix));
    }

    /** Adds to the allowed IPs. */
    public Builder allowedIps(Collection<IpPrefix> prefixes) {
      prefixes.forEach(this::allowedIp);
      return this;
    }

    /** Adds an entry, which can have a sign; then the peer's other allowed IPs stay. */
    public Builder edit(AllowedIpEdit edit) {
      allowedIps.add(edit);
      return this;
    }

    /**
     * Returns the section.
     *
     * @throws IllegalArgumentException when the interval is not 0 to 65535 whole seconds
     */
    public PeerSection build() {
      boolean replaced = allowedIps.stream().noneMatch(PeerSection::hasSign);
      return new PeerSection(
          publicKey, presharedKey, endpoint, persistentKeepalive, replaced, allowedIps);
    }
  }
}

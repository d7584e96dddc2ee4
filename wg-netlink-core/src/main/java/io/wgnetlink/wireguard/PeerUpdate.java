package io.wgnetlink.wireguard;

import io.wgnetlink.net.IpPrefix;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is to change at one peer; what is not mentioned stays as it is. Immutable.
 *
 * <p>The kernel never forgets an endpoint, short of removing the peer, so there is no way to clear
 * one. An allowed IP that another peer of the device has moves to this one.
 *
 * @param publicKey which peer; not zero
 * @param removed the peer is removed, and nothing else can be said of it
 * @param updateOnly a peer that is not there is not created
 * @param presharedKey a new preshared key
 * @param presharedKeyRemoved the preshared key is removed
 * @param endpoint where to reach the peer; its port is not 0
 * @param persistentKeepalive whole seconds up to 65535, zero turns it off
 * @param allowedIpsReplaced the peer's allowed IPs are removed before {@code allowedIps} are added;
 *     for a moment it has none, and packets to it are dropped
 * @param allowedIps prefixes to add, or to move here from other peers
 */
public record PeerUpdate(
    PublicKey publicKey,
    boolean removed,
    boolean updateOnly,
    Optional<PresharedKey> presharedKey,
    boolean presharedKeyRemoved,
    Optional<Endpoint> endpoint,
    Optional<Duration> persistentKeepalive,
    boolean allowedIpsReplaced,
    List<IpPrefix> allowedIps) {

  /** {@code WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL} is 16 bits, {@code uapi/linux/wireguard.h}. */
  private static final Duration MAX_KEEPALIVE = Duration.ofSeconds(0xffff);

  public PeerUpdate {
    allowedIps = List.copyOf(allowedIps);
    require(!publicKey.isZero(), "publicKey: a peer cannot have the zero key");
    presharedKey.ifPresent(PeerUpdate::requireNotZero);
    endpoint.ifPresent(e -> require(e.port() != 0, "endpoint: " + e + " has port 0"));
    persistentKeepalive.ifPresent(PeerUpdate::requireWholeSeconds);
    require(
        !(presharedKeyRemoved && presharedKey.isPresent()), "presharedKey: both given and removed");
    boolean changes = updateOnly
        || presharedKey.isPresent()
        || presharedKeyRemoved
        || endpoint.isPresent()
        || persistentKeepalive.isPresent()
        || allowedIpsReplaced
        || !allowedIps.isEmpty();
    require(!(removed && changes), "removed: nothing else can be set on a peer that is removed");
  }

  /** Returns a builder for a change to the peer with this key, which is created if it is absent. */
  public static Builder of(PublicKey publicKey) {
    return new Builder(publicKey);
  }

  /** Returns the removal of a peer; no error when it is absent. */
  public static PeerUpdate remove(PublicKey publicKey) {
    Builder builder = new Builder(publicKey);
    builder.removed = true;
    return builder.build();
  }

  private static void requireNotZero(PresharedKey key) {
    require(!key.isZero(), "presharedKey: zero means none; use removePresharedKey()");
  }

  private static void requireWholeSeconds(Duration interval) {
    require(
        !interval.isNegative()
            && interval.truncatedTo(ChronoUnit.SECONDS).equals(interval)
            && interval.compareTo(MAX_KEEPALIVE) <= 0,
        "persistentKeepalive: " + interval + " is not 0 to 65535 whole seconds");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Collects the parts of a {@link PeerUpdate}; not thread-safe. */
  public static final class Builder {
    private final PublicKey publicKey;
    private boolean removed;
    private boolean updateOnly;
    private Optional<PresharedKey> presharedKey = Optional.empty();
    private boolean presharedKeyRemoved;
    private Optional<Endpoint> endpoint = Optional.empty();
    private Optional<Duration> persistentKeepalive = Optional.empty();
    private boolean allowedIpsReplaced;
    private final List<IpPrefix> allowedIps = new ArrayList<>();

    private Builder(PublicKey publicKey) {
      this.publicKey = publicKey;
    }

    /** Changes the peer if it is there, and does nothing if not; an error in neither case. */
    public Builder updateOnly() {
      updateOnly = true;
      return this;
    }

    public Builder presharedKey(PresharedKey key) {
      presharedKey = Optional.of(key);
      return this;
    }

    public Builder removePresharedKey() {
      presharedKeyRemoved = true;
      return this;
    }

    public Builder endpoint(Endpoint where) {
      endpoint = Optional.of(where);
      return this;
    }

    /** Sets the interval in whole seconds, up to 65535; zero turns it off. */
    public Builder persistentKeepalive(Duration interval) {
      persistentKeepalive = Optional.of(interval);
      return this;
    }

    /** Removes the peer's other allowed IPs; for a moment the peer has none. */
    public Builder replaceAllowedIps() {
      allowedIpsReplaced = true;
      return this;
    }

    /** Adds one prefix, or moves it here from another peer. */
    public Builder allowedIp(IpPrefix prefix) {
      allowedIps.add(prefix);
      return this;
    }

    /** Adds prefixes, or moves them here from other peers. */
    public Builder allowedIps(Collection<IpPrefix> prefixes) {
      allowedIps.addAll(prefixes);
      return this;
    }

    /**
     * Returns the update.
     *
     * @throws IllegalArgumentException naming the field that the kernel would refuse or misread
     */
    public PeerUpdate build() {
      return new PeerUpdate(
          publicKey,
          removed,
          updateOnly,
          presharedKey,
          presharedKeyRemoved,
          endpoint,
          persistentKeepalive,
          allowedIpsReplaced,
          allowedIps);
    }
  }
}

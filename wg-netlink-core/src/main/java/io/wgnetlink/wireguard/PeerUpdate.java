package io.wgnetlink.wireguard;

import io.wgnetlink.net.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to change at one peer; what is not mentioned stays as it is. Immutable.
 *
 * <p>An update says what is to hold afterwards, in no order of its own: so a prefix that is both
 * given and removed is refused. The kernel would go by the order of the attributes, and a prefix
 * that is first given and then removed would be taken from whichever peer has it; who means that
 * removes it from the peer that has it.
 *
 * <p>The kernel never forgets an endpoint, short of removing the peer, so there is no way to clear
 * one. An allowed IP that another peer of the device has moves to this one; one that this peer has
 * already goes to the end of the kernel's list.
 *
 * @param publicKey which peer; not zero, which the kernel would accept. Points of small order are
 *     accepted here as there, and no packet is ever sent to such a peer
 * @param removed the peer is removed, and nothing else can be said of it
 * @param updateOnly a peer that is not there is not created
 * @param presharedKey a new preshared key
 * @param presharedKeyRemoved the preshared key is removed
 * @param endpoint where to reach the peer; its port is not 0, which the kernel would accept and
 *     show. A v4-mapped IPv6 address stays IPv6, as in the kernel
 * @param persistentKeepalive whole seconds up to 65535, zero turns it off; turning it on sends a
 *     keepalive at once
 * @param allowedIpsReplaced the peer's allowed IPs are removed before {@code allowedIps} are added;
 *     for a moment it has none, and packets to it are dropped
 * @param allowedIps prefixes to add, or to move here from other peers
 * @param allowedIpsRemoved prefixes to take from this peer; one that it does not have is left where
 *     it is, and a {@link DeviceUpdate} that gives it to another peer leaves the removal out, as it
 *     moves. Traffic of the peer's other prefixes is not touched
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
    List<IpPrefix> allowedIps,
    List<IpPrefix> allowedIpsRemoved) {

  public PeerUpdate {
    allowedIps = List.copyOf(allowedIps);
    allowedIpsRemoved = List.copyOf(allowedIpsRemoved);
    Fields.requirePublicKey(publicKey);
    presharedKey.ifPresent(key -> Fields.requirePresharedKey(key, "use removePresharedKey()"));
    endpoint.ifPresent(Fields::requireEndpoint);
    persistentKeepalive.ifPresent(Fields::requirePersistentKeepalive);
    Fields.require(
        !(presharedKeyRemoved && presharedKey.isPresent()), "presharedKey: both given and removed");
    boolean changes = updateOnly
        || presharedKey.isPresent()
        || presharedKeyRemoved
        || endpoint.isPresent()
        || persistentKeepalive.isPresent()
        || allowedIpsReplaced
        || !allowedIps.isEmpty()
        || !allowedIpsRemoved.isEmpty();
    Fields.require(
        !(removed && changes), "removed: nothing else can be set on a peer that is removed");
    requireDisjoint(allowedIps, allowedIpsRemoved);
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

  /** Returns the same change with other prefixes to take from the peer. */
  public PeerUpdate withAllowedIpsRemoved(List<IpPrefix> prefixes) {
    return new PeerUpdate(
        publicKey,
        removed,
        updateOnly,
        presharedKey,
        presharedKeyRemoved,
        endpoint,
        persistentKeepalive,
        allowedIpsReplaced,
        allowedIps,
        prefixes);
  }

  private static void requireDisjoint(List<IpPrefix> given, List<IpPrefix> removed) {
    if (given.isEmpty() || removed.isEmpty()) {
      return;
    }
    Set<IpPrefix> set = new HashSet<>(given);
    for (IpPrefix prefix : removed) {
      Fields.require(
          !set.contains(prefix), "allowedIpsRemoved: " + prefix + " is both given and removed");
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
    private final List<IpPrefix> allowedIpsRemoved = new ArrayList<>();

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

    /** Takes one prefix from the peer, if it has it; the peer's other traffic flows on. */
    public Builder removeAllowedIp(IpPrefix prefix) {
      allowedIpsRemoved.add(prefix);
      return this;
    }

    /** Takes prefixes from the peer, as far as it has them; its other traffic flows on. */
    public Builder removeAllowedIps(Collection<IpPrefix> prefixes) {
      allowedIpsRemoved.addAll(prefixes);
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
          allowedIps,
          allowedIpsRemoved);
    }
  }
}

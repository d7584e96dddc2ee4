package io.wgnetlink.wireguard.config;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.config.AllowedIpEdit.Sign;
import io.wgnetlink.wireguard.config.ConfigurationException.Place;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes of a configuration what a device is to be told.
 *
 * <p>An update of this library refuses what the kernel would take without a word; a file can say it
 * all the same, and {@code wg} passes it on. Where the kernel's answer is plain, the update asks
 * for just that outcome:
 *
 * <ul>
 *   <li>A prefix of two peers goes to the one that names it last, and is left out of the others.
 *   <li>A peer with the device's own key is left out, as the kernel skips it.
 *   <li>A prefix that is removed and then added to the same peer is added.
 *   <li>The zero key as a private or preshared key is its removal.
 * </ul>
 *
 * A peer with the zero key, and an endpoint with port 0, would be there for all to see and of no
 * use, so that these are refused; and so is a prefix that is added to a peer and then removed from
 * it, which takes it away from whichever peer has it.
 */
final class UpdateConversion {
  private final Configuration configuration;
  private final Function<EndpointName, Optional<Endpoint>> endpoints;
  private final boolean allEndpointsNeeded;
  /** The last peer that each prefix is added to. */
  private final Map<IpPrefix, PublicKey> holders = new HashMap<>();

  /** The last sign of each prefix that has one somewhere, at each peer. */
  private final Map<Change, Sign> changes = new HashMap<>();

  /** Returns a conversion that refuses endpoints that are no addresses. */
  static UpdateConversion literal(Configuration configuration) {
    return new UpdateConversion(configuration, EndpointName::literal, true);
  }

  /** Returns a conversion that leaves out the endpoints for which there is no address. */
  static UpdateConversion with(
      Configuration configuration, Function<EndpointName, Optional<Endpoint>> endpoints) {
    return new UpdateConversion(configuration, endpoints, false);
  }

  private UpdateConversion(
      Configuration configuration,
      Function<EndpointName, Optional<Endpoint>> endpoints,
      boolean allEndpointsNeeded) {
    this.configuration = configuration;
    this.endpoints = endpoints;
    this.allEndpointsNeeded = allEndpointsNeeded;
  }

  DeviceUpdate setconf(InterfaceName name) {
    InterfaceSection device = configuration.interfaceSection();
    DeviceUpdate.Builder update = DeviceUpdate.of(name)
        .replacePeers()
        .listenPort(device.listenPort().orElse(0))
        .fwmark(device.fwmark().orElse(0));
    usableKey().ifPresentOrElse(update::privateKey, update::removePrivateKey);
    return update.peers(peers()).build();
  }

  DeviceUpdate addconf(InterfaceName name) {
    InterfaceSection device = configuration.interfaceSection();
    DeviceUpdate.Builder update = DeviceUpdate.of(name);
    device.listenPort().ifPresent(update::listenPort);
    device.fwmark().ifPresent(update::fwmark);
    if (device.privateKey().isPresent()) {
      usableKey().ifPresentOrElse(update::privateKey, update::removePrivateKey);
    }
    return update.peers(peers()).build();
  }

  DesiredDevice syncconf(InterfaceName name) {
    InterfaceSection device = configuration.interfaceSection();
    DesiredDevice.Builder desired =
        DesiredDevice.of(name).fwmark(device.fwmark().orElse(0));
    device.listenPort().ifPresent(desired::listenPort);
    usableKey().ifPresentOrElse(desired::privateKey, desired::removePrivateKey);
    Map<PublicKey, DesiredDraft> drafts = new LinkedHashMap<>();
    for (int i : effectivePeers()) {
      PeerSection peer = configuration.peers().get(i);
      if (!peer.allowedIpsReplaced()) {
        throw fault(Reason.INCREMENTAL_ALLOWED_IPS, i, ConfigurationKey.ALLOWED_IPS);
      }
      drafts
          .computeIfAbsent(peer.publicKey(), DesiredDraft::new)
          .take(peer, endpoint(i, peer), netAdditions(peer));
    }
    drafts.values().forEach(draft -> desired.peer(draft.build()));
    return desired.build();
  }

  /** Returns the private key unless it is the zero key, which stands for none. */
  private Optional<PrivateKey> usableKey() {
    return configuration.interfaceSection().privateKey().filter(key -> !key.isZero());
  }

  private List<PeerUpdate> peers() {
    List<PeerUpdate> updates = new ArrayList<>();
    for (int i : effectivePeers()) {
      addUpdates(i, updates);
    }
    return updates;
  }

  /** Returns the places of the peers that the kernel would not skip, and finds all holders. */
  private List<Integer> effectivePeers() {
    List<Integer> effective = new ArrayList<>();
    Optional<PublicKey> own =
        configuration.peers().isEmpty() ? Optional.empty() : usableKey().map(PrivateKey::publicKey);
    for (int i = 0; i < configuration.peers().size(); i++) {
      PeerSection peer = configuration.peers().get(i);
      if (peer.publicKey().isZero()) {
        throw fault(Reason.PUBLIC_KEY_ZERO, i, ConfigurationKey.PUBLIC_KEY);
      }
      if (own.filter(peer.publicKey()::equals).isEmpty()) {
        effective.add(i);
        peer.allowedIps().forEach(edit -> follow(peer.publicKey(), edit));
      }
    }
    return effective;
  }

  private void follow(PublicKey peer, AllowedIpEdit edit) {
    if (edit.sign() != Sign.REMOVE) {
      holders.put(edit.prefix(), peer);
    }
    if (edit.sign() != Sign.NONE) {
      changes.put(new Change(peer, edit.prefix()), edit.sign());
    } else if (!changes.isEmpty()) {
      changes.replace(new Change(peer, edit.prefix()), edit.sign());
    }
  }

  private void addUpdates(int number, List<PeerUpdate> updates) {
    PeerSection peer = configuration.peers().get(number);
    PeerUpdate.Builder update = PeerUpdate.of(peer.publicKey());
    if (peer.allowedIpsReplaced()) {
      update.replaceAllowedIps();
    }
    peer.presharedKey().ifPresent(key -> presharedKey(update, key));
    endpoint(number, peer).ifPresent(update::endpoint);
    peer.persistentKeepalive().ifPresent(update::persistentKeepalive);

    addAllowedIps(number, peer, update);
    updates.add(update.build());
  }

  private void addAllowedIps(int number, PeerSection peer, PeerUpdate.Builder update) {
    Set<IpPrefix> added = new LinkedHashSet<>();
    Set<IpPrefix> removed = new LinkedHashSet<>();
    for (AllowedIpEdit edit : peer.allowedIps()) {
      IpPrefix prefix = edit.prefix();
      if (edit.sign() == Sign.REMOVE) {
        Sign last = changes.get(new Change(peer.publicKey(), prefix));
        if (isHolder(peer, prefix) && last == Sign.REMOVE) {
          throw fault(Reason.ADDED_AND_REMOVED, number, ConfigurationKey.ALLOWED_IPS);
        }
        removed.add(prefix);
      } else if (isHolder(peer, prefix)) {
        added.remove(prefix); // the kernel moves it to the end of the list
        added.add(prefix);
      }
    }
    update.allowedIps(added);
    removed.removeIf(prefix -> peer.allowedIpsReplaced() || isHolder(peer, prefix));
    removed.forEach(update::removeAllowedIp);
  }

  private boolean isHolder(PeerSection peer, IpPrefix prefix) {
    PublicKey holder = holders.get(prefix);
    return holder != null && holder.equals(peer.publicKey());
  }

  private static void presharedKey(PeerUpdate.Builder update, PresharedKey key) {
    if (key.isZero()) {
      update.removePresharedKey();
    } else {
      update.presharedKey(key);
    }
  }

  private List<IpPrefix> netAdditions(PeerSection peer) {
    Set<IpPrefix> prefixes = new LinkedHashSet<>();
    for (AllowedIpEdit edit : peer.allowedIps()) {
      IpPrefix prefix = edit.prefix();
      prefixes.remove(prefix);
      if (edit.sign() != Sign.REMOVE && isHolder(peer, prefix)) {
        prefixes.add(prefix);
      }
    }
    return List.copyOf(prefixes);
  }

  private Optional<Endpoint> endpoint(int number, PeerSection peer) {
    Optional<Endpoint> endpoint = peer.endpoint().flatMap(endpoints);
    if (endpoint.isEmpty() && peer.endpoint().isPresent() && allEndpointsNeeded) {
      throw fault(Reason.ENDPOINT_UNRESOLVED, number, ConfigurationKey.ENDPOINT);
    }
    if (endpoint.filter(found -> found.port() == 0).isPresent()) {
      throw fault(Reason.ENDPOINT_PORT_ZERO, number, ConfigurationKey.ENDPOINT);
    }
    return endpoint;
  }

  private static ConfigurationException fault(Reason reason, int peer, ConfigurationKey key) {
    return ConfigurationException.of(reason, Place.ofPeer(peer, key));
  }

  /** A peer that several sections can be about: the later one counts where it says something. */
  private static final class DesiredDraft {
    private final PublicKey publicKey;
    private Optional<PresharedKey> presharedKey = Optional.empty();
    private Optional<Endpoint> endpoint = Optional.empty();
    private Optional<Duration> persistentKeepalive = Optional.empty();
    private List<IpPrefix> allowedIps = List.of();

    DesiredDraft(PublicKey publicKey) {
      this.publicKey = publicKey;
    }

    void take(PeerSection section, Optional<Endpoint> where, List<IpPrefix> prefixes) {
      presharedKey = section.presharedKey().or(() -> presharedKey);
      endpoint = where.or(() -> endpoint);
      persistentKeepalive = section.persistentKeepalive().or(() -> persistentKeepalive);
      allowedIps = prefixes;
    }

    DesiredPeer build() {
      return new DesiredPeer(
          publicKey,
          presharedKey.filter(key -> !key.isZero()),
          endpoint,
          false,
          persistentKeepalive,
          allowedIps);
    }
  }

  /** A prefix at a peer. */
  private record Change(PublicKey peer, IpPrefix prefix) {}
}

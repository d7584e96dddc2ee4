package io.wgnetlink.wireguard.config;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.EndpointResolver;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The values of a configuration file. Immutable, but for the secrets, which {@link #close} wipes.
 *
 * @param interfaceSection what is said of the device
 * @param peers the peers, in the order of the file
 */
public record Configuration(InterfaceSection interfaceSection, List<PeerSection> peers)
    implements AutoCloseable {

  public Configuration {
    peers = List.copyOf(peers);
  }

  /**
   * Returns the configuration that a device has, as {@code wg showconf} shows it. The keys are the
   * device's, and closing either wipes them.
   *
   * @param interfaceName the name of an interface index, for endpoints with a link-local address;
   *     empty when there is no such interface
   */
  public static Configuration of(Device device, IntFunction<Optional<String>> interfaceName) {
    InterfaceSection section = new InterfaceSection(
        device.privateKey(),
        unlessZero(device.listenPort()),
        unlessZero(device.fwmark()),
        QuickSettings.NONE);
    List<PeerSection> peers = new ArrayList<>(device.peers().size());
    for (Peer peer : device.peers()) {
      peers.add(new PeerSection(
          peer.publicKey(),
          peer.presharedKey(),
          peer.endpoint().map(endpoint -> EndpointName.of(endpoint, interfaceName)),
          peer.persistentKeepalive(),
          true,
          peer.allowedIps().stream().map(AllowedIpEdit::of).toList()));
    }
    return new Configuration(section, peers);
  }

  private static OptionalInt unlessZero(int value) {
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /**
   * Returns what {@code wg setconf} does: all peers are replaced, and what the configuration does
   * not say is reset (no private key, no mark, another random port).
   *
   * <p>A prefix of several peers goes to the last of them, and a peer with the device's own key is
   * left out, as the kernel would have it; {@link #check} tells of both. The update holds the keys
   * of this configuration, so that this is to be closed when it was applied.
   *
   * @throws ConfigurationException when an endpoint is not an address ({@code ENDPOINT_UNRESOLVED})
   *     or has port 0, and when a peer has the zero key
   */
  public DeviceUpdate setconf(InterfaceName name) {
    return UpdateConversion.literal(this).setconf(name);
  }

  /**
   * Returns the same with endpoints looked up, for example by {@link EndpointResolver#current}.
   *
   * @param endpoints what a name stands for; empty leaves the peer without an endpoint
   * @throws ConfigurationException when an endpoint has port 0, and when a peer has the zero key
   */
  public DeviceUpdate setconf(
      InterfaceName name, Function<EndpointName, Optional<Endpoint>> endpoints) {
    return UpdateConversion.with(this, endpoints).setconf(name);
  }

  /**
   * Returns what {@code wg addconf} does: only what the configuration says is changed. Of a peer
   * that is there already the allowed IPs are replaced, unless they have signs.
   *
   * @throws ConfigurationException as {@link #setconf(InterfaceName)}
   */
  public DeviceUpdate addconf(InterfaceName name) {
    return UpdateConversion.literal(this).addconf(name);
  }

  /**
   * Returns the same with endpoints looked up.
   *
   * @param endpoints what a name stands for; empty leaves the endpoint as it is
   * @throws ConfigurationException as {@link #setconf(InterfaceName, Function)}
   */
  public DeviceUpdate addconf(
      InterfaceName name, Function<EndpointName, Optional<Endpoint>> endpoints) {
    return UpdateConversion.with(this, endpoints).addconf(name);
  }

  /**
   * Returns what {@code wg syncconf} aims at, for {@link io.wgnetlink.wireguard.WireGuard#sync}:
   * just these peers with just these settings, and without a private key or a mark unless one is
   * given. Unlike {@code wg}, a configuration without {@code ListenPort} leaves the port alone; no
   * endpoint is forced on a peer that roamed.
   *
   * <p>Sections about one peer count as one, in which the later says what it says.
   *
   * @throws ConfigurationException as {@link #setconf(InterfaceName)}; also when the allowed IPs of
   *     a peer are to be added or removed ({@code INCREMENTAL_ALLOWED_IPS}), as all that it is to
   *     have must be said
   */
  public DesiredDevice syncconf(InterfaceName name) {
    return UpdateConversion.literal(this).syncconf(name);
  }

  /**
   * Returns the same with endpoints looked up.
   *
   * @param endpoints what a name stands for; empty leaves the endpoint as it is
   * @throws ConfigurationException as {@link #syncconf(InterfaceName)}, but for unknown names
   */
  public DesiredDevice syncconf(
      InterfaceName name, Function<EndpointName, Optional<Endpoint>> endpoints) {
    return UpdateConversion.with(this, endpoints).syncconf(name);
  }

  /**
   * Returns what can be applied and is hardly meant, in the order of the peers; the lines are only
   * in {@link ConfigurationDocument#check}.
   */
  public List<ConfigurationFinding> check() {
    return ConfigurationCheck.of(this);
  }

  /** Wipes the private key and all preshared keys; the rest stays usable. */
  @Override
  public void close() {
    interfaceSection.privateKey().ifPresent(PrivateKey::close);
    peers.forEach(peer -> peer.presharedKey().ifPresent(PresharedKey::close));
  }
}

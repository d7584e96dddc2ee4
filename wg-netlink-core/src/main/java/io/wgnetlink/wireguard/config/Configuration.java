package io.wgnetlink.wireguard.config;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.EndpointName;
import java.util.List;
import java.util.Optional;
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
    throw new UnsupportedOperationException();
  }

  /**
   * Returns what {@code wg setconf} does: all peers are replaced, and what the configuration does
   * not say is reset (no private key, no mark, a random port).
   *
   * @throws ConfigurationException when an endpoint is not an address, and for what
   *     {@link DeviceUpdate} refuses and the kernel would not
   */
  public DeviceUpdate setconf(InterfaceName name) {
    return setconf(name, EndpointName::literal);
  }

  /** Returns what {@code wg setconf} does, with endpoints looked up; empty leaves one out. */
  public DeviceUpdate setconf(
      InterfaceName name, Function<EndpointName, Optional<Endpoint>> endpoints) {
    throw new UnsupportedOperationException();
  }

  /** Returns what {@code wg addconf} does: only what the configuration says is changed. */
  public DeviceUpdate addconf(InterfaceName name) {
    return addconf(name, EndpointName::literal);
  }

  /** Returns what {@code wg addconf} does, with endpoints looked up; empty leaves one out. */
  public DeviceUpdate addconf(
      InterfaceName name, Function<EndpointName, Optional<Endpoint>> endpoints) {
    throw new UnsupportedOperationException();
  }

  /** Returns what a person should know of it, though it can be applied. */
  public List<ConfigurationFinding> check() {
    throw new UnsupportedOperationException();
  }

  /** Wipes the private key and all preshared keys; the rest stays usable. */
  @Override
  public void close() {
    interfaceSection.privateKey().ifPresent(key -> key.close());
    peers.forEach(peer -> peer.presharedKey().ifPresent(key -> key.close()));
  }
}

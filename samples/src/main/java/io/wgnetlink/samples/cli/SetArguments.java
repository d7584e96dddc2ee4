package io.wgnetlink.samples.cli;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.KeyFormatException;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.config.ConfigurationValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What follows the interface in {@code wg set}: words with values, those of the device before the
 * first {@code peer}, those of a peer after it.
 *
 * <p>Keys are read from their files at once, in the order in which they are named, and are held
 * until {@link #close}.
 */
final class SetArguments implements AutoCloseable {
  /** Finds the address of an endpoint, given as {@code HOST:PORT}. */
  interface EndpointReader {
    Endpoint read(String value) throws RefusedInputException;
  }

  private final EndpointReader endpoints;
  private final Consumer<String> warnings;
  private boolean privateKeyNamed;
  private Optional<PrivateKey> privateKey = Optional.empty();
  private OptionalInt listenPort = OptionalInt.empty();
  private OptionalInt fwmark = OptionalInt.empty();
  private final List<PeerArguments> peers = new ArrayList<>();

  private SetArguments(EndpointReader endpoints, Consumer<String> warnings) {
    this.endpoints = endpoints;
    this.warnings = warnings;
  }

  /**
   * Reads arguments, and the files that they name.
   *
   * @param warnings told what is odd but accepted
   * @throws RefusedInputException with the words of {@code wg} for what it would not accept
   */
  static SetArguments read(
      List<String> arguments, EndpointReader endpoints, Consumer<String> warnings)
      throws RefusedInputException {
    SetArguments result = new SetArguments(endpoints, warnings);
    try {
      Iterator<String> words = arguments.iterator();
      while (words.hasNext()) {
        result.word(words.next(), words);
      }
      return result;
    } catch (RefusedInputException | RuntimeException e) {
      result.close();
      throw e;
    }
  }

  private void word(String word, Iterator<String> rest) throws RefusedInputException {
    if (word.equals("remove") && !peers.isEmpty()) {
      peers.get(peers.size() - 1).remove();
    } else if (!rest.hasNext()) {
      throw invalid(word);
    } else if (word.equals("peer")) {
      peers.add(new PeerArguments(publicKey(rest.next())));
    } else if (peers.isEmpty()) {
      deviceWord(word, rest.next());
    } else {
      peerWord(peers.get(peers.size() - 1), word, rest.next());
    }
  }

  private void deviceWord(String word, String value) throws RefusedInputException {
    switch (word) {
      case "listen-port" -> listenPort = OptionalInt.of(listenPort(value));
      case "fwmark" -> fwmark = OptionalInt.of(WgWords.read(value, ConfigurationValues::fwmark));
      case "private-key" -> {
        Optional<PrivateKey> key = KeyFile.read(value, PrivateKey::parse);
        closePrivateKey();
        privateKeyNamed = true;
        privateKey = key.filter(given -> !given.isZero());
      }
      default -> throw invalid(word);
    }
  }

  private void peerWord(PeerArguments peer, String word, String value)
      throws RefusedInputException {
    switch (word) {
      case "preshared-key" -> peer.presharedKey(KeyFile.read(value, PresharedKey::parse));
      case "endpoint" -> peer.endpoint(endpoints.read(value));
      case "persistent-keepalive" ->
        peer.persistentKeepalive(WgWords.read(value, ConfigurationValues::persistentKeepalive));
      case "allowed-ips" -> peer.allowedIps(value, warnings);
      default -> throw invalid(word);
    }
  }

  private static PublicKey publicKey(String value) throws RefusedInputException {
    try {
      return PublicKey.parse(value);
    } catch (KeyFormatException e) {
      throw new RefusedInputException(KeyFile.BAD_KEY, e);
    }
  }

  /** White space may precede a port, as for {@code strtoul(3)}. */
  private static int listenPort(String value) throws RefusedInputException {
    if (value.isEmpty()) {
      throw new RefusedInputException("Unable to parse empty port");
    }
    return WgWords.read(value, text -> ConfigurationValues.port(text.stripLeading()));
  }

  private static RefusedInputException invalid(String word) {
    return new RefusedInputException("Invalid argument: " + Echo.of(word));
  }

  /**
   * Returns the change to a device, which uses the keys held here.
   *
   * @throws IllegalArgumentException naming what the library refuses to send
   */
  DeviceUpdate toUpdate(InterfaceName name) {
    DeviceUpdate.Builder update = DeviceUpdate.of(name);
    listenPort.ifPresent(update::listenPort);
    fwmark.ifPresent(update::fwmark);
    if (privateKeyNamed) {
      privateKey.ifPresentOrElse(update::privateKey, update::removePrivateKey);
    }
    List<PeerArguments> others = otherPeers();
    Map<IpPrefix, PublicKey> holders = new HashMap<>();
    for (int i = others.size() - 1; i >= 0; i--) {
      others.get(i).leaveToLaterPeers(holders);
    }
    others.forEach(peer -> update.peer(peer.toUpdate()));
    return update.build();
  }

  /**
   * The kernel ignores a peer with the device's own key, so that all hosts can be told the same.
   */
  private List<PeerArguments> otherPeers() {
    Optional<PublicKey> own = ownKey();
    return peers.stream()
        .filter(peer -> own.isEmpty() || !own.get().equals(peer.publicKey()))
        .toList();
  }

  private Optional<PublicKey> ownKey() {
    return peers.isEmpty() ? Optional.empty() : privateKey.map(PrivateKey::publicKey);
  }

  private void closePrivateKey() {
    privateKey.ifPresent(PrivateKey::close);
  }

  /** Wipes the keys. */
  @Override
  public void close() {
    closePrivateKey();
    peers.forEach(PeerArguments::close);
  }
}

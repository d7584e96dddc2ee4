package io.wgnetlink.wireguard.nativetests;

import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.WireGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A network namespace of its own, in which {@code wg} and {@code ip} are run as witnesses. */
final class Host implements AutoCloseable {
  static final InterfaceName WG0 = InterfaceName.of("wg0");

  final NetworkNamespace namespace;
  final WireGuard wireGuard;

  private Host(NetworkNamespace namespace, WireGuard wireGuard) {
    this.namespace = namespace;
    this.wireGuard = wireGuard;
  }

  /** Makes a host with an interface {@code wg0} that is down. */
  static Host create() {
    NetworkNamespace namespace = NetworkNamespace.create();
    Host host = new Host(namespace, WireGuard.open(namespace));
    host.run("ip", "link", "add", "wg0", "type", "wireguard");
    return host;
  }

  void apply(DeviceUpdate.Builder update) {
    wireGuard.apply(update.build());
  }

  /** Returns what {@code wg show wg0 FIELD} prints, as lines. */
  List<String> wgShow(String field) {
    return run("wg", "show", "wg0", field).lines().toList();
  }

  /** Runs a command inside the namespace and returns its output; fails unless it succeeds. */
  String run(String... command) {
    return Witness.run(namespace, command);
  }

  /** Returns a file that holds a key, as {@code wg set} wants it. */
  static String keyFile(String base64) {
    try {
      Path file = Files.createTempFile("wg-key", "");
      Files.writeString(file, base64);
      file.toFile().deleteOnExit();
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    wireGuard.close();
    namespace.close();
  }
}

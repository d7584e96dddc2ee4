package io.wgnetlink.samples.cli;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Prints a device as a configuration file that {@code wg setconf} reads, secrets included. */
final class ConfigurationFormat {
  private final IntFunction<Optional<String>> linkNames;

  ConfigurationFormat(IntFunction<Optional<String>> linkNames) {
    this.linkNames = linkNames;
  }

  String format(Device device) {
    StringBuilder text = new StringBuilder("[Interface]\n");
    if (device.listenPort() != 0) {
      line(text, "ListenPort", Integer.toString(device.listenPort()));
    }
    if (device.fwmark() != 0) {
      line(text, "FwMark", "0x" + Integer.toHexString(device.fwmark()));
    }
    device.privateKey().ifPresent(key -> line(text, "PrivateKey", key.toBase64()));
    text.append('\n');
    text.append(device.peers().stream().map(this::peer).collect(Collectors.joining("\n")));
    return text.toString();
  }

  private String peer(Peer peer) {
    StringBuilder text = new StringBuilder("[Peer]\n");
    line(text, "PublicKey", peer.publicKey().toBase64());
    peer.presharedKey().ifPresent(key -> line(text, "PresharedKey", key.toBase64()));
    if (!peer.allowedIps().isEmpty()) {
      line(
          text,
          "AllowedIPs",
          peer.allowedIps().stream().map(IpPrefix::toString).collect(Collectors.joining(", ")));
    }
    peer.endpoint().ifPresent(endpoint -> line(text, "Endpoint", endpoint.format(linkNames)));
    peer.persistentKeepalive()
        .ifPresent(
            interval -> line(text, "PersistentKeepalive", Long.toString(interval.toSeconds())));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(" = ").append(value).append('\n');
  }
}

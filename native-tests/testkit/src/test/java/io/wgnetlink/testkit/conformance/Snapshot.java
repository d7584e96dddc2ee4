package io.wgnetlink.testkit.conformance;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.WireGuard;
import java.util.Comparator;
import java.util.List;

/**
 * A device as text, to compare two: order, keys and all, but for the interface index and what only
 * some kernels tell.
 */
final class Snapshot {
  private Snapshot() {}

  static String of(WireGuard wireGuard, InterfaceName name) {
    try (Device device = wireGuard.device(name)) {
      return of(device);
    }
  }

  static String of(Device device) {
    return of(device, device.peers());
  }

  /** Returns the text of a device whose peers are in no order. */
  static String ofUnordered(Device device) {
    return of(
        device,
        device.peers().stream()
            .sorted(Comparator.comparing(peer -> peer.publicKey().toString()))
            .toList());
  }

  private static String of(Device device, List<Peer> peers) {
    StringBuilder text = new StringBuilder();
    text.append(device.name())
        .append("\n key ")
        .append(device.privateKey().map(PrivateKey::toBase64))
        .append("\n public ")
        .append(device.publicKey())
        .append("\n port ")
        .append(device.listenPort())
        .append("\n mark ")
        .append(device.fwmark());
    peers.forEach(peer -> append(peer, text));
    return text.toString();
  }

  private static void append(Peer peer, StringBuilder text) {
    text.append("\n peer ")
        .append(peer.publicKey())
        .append("\n  preshared ")
        .append(peer.presharedKey().map(PresharedKey::toBase64))
        .append("\n  endpoint ")
        .append(peer.endpoint())
        .append("\n  keepalive ")
        .append(peer.persistentKeepalive())
        .append("\n  handshake ")
        .append(peer.latestHandshake())
        .append("\n  bytes ")
        .append(peer.rxBytes())
        .append(' ')
        .append(peer.txBytes())
        .append("\n  allowed ")
        .append(peer.allowedIps());
  }
}

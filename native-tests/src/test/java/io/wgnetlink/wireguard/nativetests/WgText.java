package io.wgnetlink.wireguard.nativetests;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Devices and updates in the words of {@code wg}, to compare. */
final class WgText {
  private WgText() {}

  /** Returns what {@code wg show wg0 dump} prints of a device, as lines. */
  static List<String> dump(Device device) {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(
        "\t",
        device.privateKey().map(PrivateKey::toBase64).orElse("(none)"),
        device.publicKey().map(PublicKey::toBase64).orElse("(none)"),
        Integer.toString(device.listenPort()),
        device.fwmark() == 0 ? "off" : "0x" + Integer.toHexString(device.fwmark())));
    device.peers().forEach(peer -> lines.add(dump(peer)));
    return lines;
  }

  static String dump(Peer peer) {
    return String.join(
        "\t",
        peer.publicKey().toBase64(),
        peer.presharedKey().map(PresharedKey::toBase64).orElse("(none)"),
        peer.endpoint().map(Endpoint::toString).orElse("(none)"),
        peer.allowedIps().isEmpty() ? "(none)" : joined(peer.allowedIps()),
        peer.latestHandshake().map(Instant::getEpochSecond).orElse(0L).toString(),
        Long.toUnsignedString(peer.rxBytes()),
        Long.toUnsignedString(peer.txBytes()),
        peer.persistentKeepalive().map(d -> Long.toString(d.toSeconds())).orElse("off"));
  }

  /** Returns the configuration file with which {@code wg setconf} does what an update does. */
  static String configuration(DeviceUpdate update) {
    StringBuilder text = new StringBuilder("[Interface]\n");
    update.privateKey().ifPresent(key -> line(text, "PrivateKey", key.toBase64()));
    update.listenPort().ifPresent(port -> line(text, "ListenPort", port));
    update.fwmark().ifPresent(mark -> line(text, "FwMark", "0x" + Integer.toHexString(mark)));
    for (PeerUpdate peer : update.peers()) {
      text.append("[Peer]\n");
      line(text, "PublicKey", peer.publicKey());
      peer.presharedKey().ifPresent(key -> line(text, "PresharedKey", key.toBase64()));
      peer.endpoint().ifPresent(endpoint -> line(text, "Endpoint", endpoint));
      peer.persistentKeepalive()
          .map(Duration::toSeconds)
          .ifPresent(seconds -> line(text, "PersistentKeepalive", seconds));
      if (!peer.allowedIps().isEmpty()) {
        line(text, "AllowedIPs", joined(peer.allowedIps()));
      }
    }
    return text.toString();
  }

  private static String joined(List<IpPrefix> prefixes) {
    return prefixes.stream().map(IpPrefix::toString).collect(Collectors.joining(","));
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append(" = ").append(value).append('\n');
  }
}

package io.wgnetlink.wireguard.internal;

import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the lines of {@code set=1}.
 *
 * <p>A daemon applies each line as it reads it, so their order counts: the device's before all
 * peers', in the order in which the kernel applies them; {@code remove} and {@code update_only}
 * right after the peer's key, before a line that would change a peer that must not be there;
 * {@code replace_allowed_ips} before the allowed IPs that it would take away.
 *
 * <p>The parts are those of the {@link UpdatePlan}: a daemon would take any length, but says of a
 * request that failed no more than that, so that one of a few hundred peers at most tells more.
 */
final class UapiUpdateEncoder {
  /**
   * No part is longer. The lines of a peer or an allowed IP are at most 2.3 times as long as the
   * attributes that {@link UpdatePlan#MAX_MESSAGE_BYTES} counts (a preshared key: 79 bytes, not
   * 36).
   */
  static final int MAX_BYTES = 3 * UpdatePlan.MAX_MESSAGE_BYTES;

  private static final byte[] NO_KEY = new byte[HexKey.BYTES];

  private final DeviceUpdate update;

  UapiUpdateEncoder(DeviceUpdate update) {
    this.update = update;
  }

  /** Writes one request. */
  void encode(UpdatePlan.Pack pack, ByteBuffer into) {
    line(into, "set", "1");
    if (pack.first()) {
      putDevice(into);
    }
    for (UpdatePlan.Slice slice : pack.slices()) {
      putPeer(slice, into);
    }
    into.put((byte) '\n');
  }

  private void putDevice(ByteBuffer into) {
    update.fwmark().ifPresent(mark -> line(into, "fwmark", Integer.toUnsignedString(mark)));
    update.listenPort().ifPresent(port -> line(into, "listen_port", Integer.toString(port)));
    if (update.peersReplaced()) {
      line(into, "replace_peers", "true");
    }
    update.privateKey().ifPresent(key -> secretLine(into, "private_key", key.bytes()));
    if (update.privateKeyRemoved()) {
      keyLine(into, "private_key", NO_KEY);
    }
  }

  private void putPeer(UpdatePlan.Slice slice, ByteBuffer into) {
    PeerUpdate peer = update.peers().get(slice.peer());
    keyLine(into, "public_key", peer.publicKey().bytes());
    if (slice.isContinuation()) {
      line(into, "update_only", "true");
    } else {
      putPeerFields(peer, into);
    }
    peer.allowedIps()
        .subList(slice.from(), slice.to())
        .forEach(ip -> line(into, "allowed_ip", ip.toString()));
  }

  private static void putPeerFields(PeerUpdate peer, ByteBuffer into) {
    if (peer.removed()) {
      line(into, "remove", "true");
    }
    if (peer.updateOnly()) {
      line(into, "update_only", "true");
    }
    peer.presharedKey().ifPresent(key -> secretLine(into, "preshared_key", key.bytes()));
    if (peer.presharedKeyRemoved()) {
      keyLine(into, "preshared_key", NO_KEY);
    }
    peer.endpoint().ifPresent(endpoint -> line(into, "endpoint", endpoint.toString()));
    peer.persistentKeepalive()
        .ifPresent(interval ->
            line(into, "persistent_keepalive_interval", Long.toString(interval.toSeconds())));
    if (peer.allowedIpsReplaced()) {
      line(into, "replace_allowed_ips", "true");
    }
  }

  private static void secretLine(ByteBuffer into, String name, byte[] key) {
    keyLine(into, name, key);
    Arrays.fill(key, (byte) 0);
  }

  private static void keyLine(ByteBuffer into, String name, byte[] key) {
    put(into, name);
    into.put((byte) '=');
    HexKey.write(key, into);
    into.put((byte) '\n');
  }

  private static void line(ByteBuffer into, String name, String value) {
    put(into, name);
    into.put((byte) '=');
    put(into, value);
    into.put((byte) '\n');
  }

  private static void put(ByteBuffer into, String text) {
    into.put(text.getBytes(StandardCharsets.US_ASCII));
  }
}

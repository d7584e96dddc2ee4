package io.wgnetlink.wireguard.internal;

import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PeerUpdate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

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
    if (!pack.discarded().isEmpty()) {
      putDummy(pack.discarded(), into);
    }
    into.put((byte) '\n');
  }

  /**
   * Writes a request that changes nothing, and is refused by a daemon that cannot take a single
   * allowed IP from a peer: it is about a peer that is not there and not to be created.
   */
  static void encodeRemovalTrial(ByteBuffer into) {
    line(into, "set", "1");
    keyLine(into, "public_key", new DummyPeer().key());
    line(into, "update_only", "true");
    line(into, "allowed_ip", "-0.0.0.0/0");
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
    for (int i = slice.from(); i < slice.to(); i++) {
      String sign = i < peer.allowedIps().size() ? "" : "-";
      line(into, "allowed_ip", sign + UpdatePlan.allowedIp(peer, i));
    }
  }

  /** Writes a peer that takes allowed IPs from others, and its removal. */
  private void putDummy(List<UpdatePlan.Slice> discarded, ByteBuffer into) {
    byte[] key = new DummyPeer().key();
    keyLine(into, "public_key", key);
    for (UpdatePlan.Slice slice : discarded) {
      PeerUpdate peer = update.peers().get(slice.peer());
      for (int i = slice.from(); i < slice.to(); i++) {
        line(into, "allowed_ip", UpdatePlan.allowedIp(peer, i).toString());
      }
    }
    keyLine(into, "public_key", key);
    line(into, "remove", "true");
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

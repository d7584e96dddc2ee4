package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the kernel does with changes, in little: to updates as values, and to the messages that they
 * are sent as. Both must come to the same state.
 */
final class ModelDevice {
  private String privateKey = "";
  private int listenPort;
  private int fwmark;
  private final Map<PublicKey, ModelPeer> peers = new LinkedHashMap<>();

  private static final class ModelPeer {
    private String presharedKey = "";
    private String endpoint = "";
    private int keepalive;
    private final Set<IpPrefix> allowedIps = new LinkedHashSet<>();

    @Override
    public String toString() {
      return presharedKey + " " + endpoint + " " + keepalive + " " + allowedIps;
    }
  }

  /** Returns the whole state, order included. */
  String state() {
    return privateKey + " " + listenPort + " " + fwmark + " " + peers;
  }

  void apply(DeviceUpdate update) {
    if (update.peersReplaced()) {
      peers.clear();
    }
    update.fwmark().ifPresent(mark -> fwmark = mark);
    update.listenPort().ifPresent(port -> listenPort = port);
    update.privateKey().ifPresent(key -> privateKey = key.toBase64());
    if (update.privateKeyRemoved()) {
      privateKey = "";
    }
    update.peers().forEach(this::apply);
  }

  private void apply(PeerUpdate update) {
    ModelPeer peer = find(update.publicKey(), update.updateOnly() || update.removed());
    if (peer == null) {
      return;
    }
    if (update.removed()) {
      peers.remove(update.publicKey());
      return;
    }
    update.presharedKey().ifPresent(key -> peer.presharedKey = key.toBase64());
    if (update.presharedKeyRemoved()) {
      peer.presharedKey = "";
    }
    update.endpoint().ifPresent(endpoint -> peer.endpoint = endpoint.toString());
    update.persistentKeepalive().ifPresent(d -> peer.keepalive = (int) d.toSeconds());
    if (update.allowedIpsReplaced()) {
      peer.allowedIps.clear();
    }
    update.allowedIps().forEach(ip -> give(ip, peer));
  }

  private ModelPeer find(PublicKey key, boolean mustExist) {
    return mustExist ? peers.get(key) : peers.computeIfAbsent(key, k -> new ModelPeer());
  }

  private void give(IpPrefix ip, ModelPeer to) {
    peers.values().forEach(other -> other.allowedIps.remove(ip));
    to.allowedIps.add(ip);
  }

  /** Applies a message as the kernel does: the device first, then its peers in order. */
  void apply(MessageReader message) {
    AttributeCursor<WgDeviceAttribute> fields = new AttributeCursor<>(WgDeviceAttribute.TABLE);
    fields.over(message, GenericHeader.LENGTH);
    while (fields.next()) {
      switch (fields.attribute()) {
        case WGDEVICE_A_FLAGS -> {
          if (fields.u32() == 1) {
            peers.clear();
          }
        }
        case WGDEVICE_A_FWMARK -> fwmark = fields.s32();
        case WGDEVICE_A_LISTEN_PORT -> listenPort = fields.u16();
        case WGDEVICE_A_PRIVATE_KEY -> privateKey = key(fields);
        case WGDEVICE_A_PEERS -> {
          AttributeCursor<?> list = AttributeCursor.ofElements().inside(fields);
          while (list.next()) {
            applyPeer(list);
          }
        }
        case WGDEVICE_A_IFNAME, WGDEVICE_A_IFINDEX, WGDEVICE_A_PUBLIC_KEY -> {}
      }
    }
  }

  private void applyPeer(AttributeCursor<?> element) {
    AttributeCursor<WgPeerAttribute> fields = new AttributeCursor<>(WgPeerAttribute.TABLE);
    int flags = 0;
    PublicKey publicKey = null;
    fields.inside(element);
    while (fields.next()) {
      switch (fields.attribute()) {
        case WGPEER_A_FLAGS -> flags = (int) fields.u32();
        case WGPEER_A_PUBLIC_KEY -> publicKey = PublicKey.of(fields.bytes());
        default -> {}
      }
    }
    ModelPeer peer = find(publicKey, (flags & 5) != 0);
    if (peer == null) {
      return;
    }
    if ((flags & 1) != 0) {
      peers.remove(publicKey);
      return;
    }
    if ((flags & 2) != 0) {
      peer.allowedIps.clear();
    }
    fields.inside(element);
    while (fields.next()) {
      applyPeerField(fields, peer);
    }
  }

  private void applyPeerField(AttributeCursor<WgPeerAttribute> fields, ModelPeer peer) {
    switch (fields.attribute()) {
      case WGPEER_A_PRESHARED_KEY -> peer.presharedKey = key(fields);
      case WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL -> peer.keepalive = fields.u16();
      case WGPEER_A_ENDPOINT -> {
        Endpoint endpoint = fields.payloadLength() == 16
            ? Ipv4SocketAddress.decode(fields.buffer(), fields.payload())
            : Ipv6SocketAddress.decode(fields.buffer(), fields.payload());
        peer.endpoint = endpoint.toString();
      }
      case WGPEER_A_ALLOWEDIPS -> {
        AllowedIpFlyweight ips = new AllowedIpFlyweight();
        ips.over(fields.buffer(), fields.payload(), fields.payload() + fields.payloadLength());
        while (ips.next()) {
          give(ips.prefix(), peer);
        }
      }
      default -> {}
    }
  }

  private static String key(AttributeCursor<?> fields) {
    byte[] bytes = fields.bytes();
    for (byte b : bytes) {
      if (b != 0) {
        return Base64.getEncoder().encodeToString(bytes);
      }
    }
    return "";
  }
}

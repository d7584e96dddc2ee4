package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the kernel does with changes, in little: to updates as values, and to the messages that they
 * are sent as. Both must come to the same state.
 */
final class ModelDevice {
  private static final int WGALLOWEDIP_F_REMOVE_ME = 1;

  private String privateKey = "";
  private int listenPort;
  private int fwmark;
  private final Map<PublicKey, ModelPeer> peers = new LinkedHashMap<>();
  private Runnable afterEachChange = () -> {};

  private static final class ModelPeer {
    private String presharedKey = "";
    private Optional<Endpoint> endpoint = Optional.empty();
    private int keepalive;
    private long rxBytes;
    private Optional<Instant> latestHandshake = Optional.empty();
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

  /** Returns a model that is as a device was read. */
  static ModelDevice of(Device device) {
    ModelDevice model = new ModelDevice();
    model.privateKey = device.privateKey().map(PrivateKey::toBase64).orElse("");
    model.listenPort = device.listenPort();
    model.fwmark = device.fwmark();
    for (Peer peer : device.peers()) {
      ModelPeer made = model.find(peer.publicKey(), false);
      made.presharedKey = peer.presharedKey().map(PresharedKey::toBase64).orElse("");
      made.endpoint = peer.endpoint();
      made.keepalive = (int) peer.persistentKeepalive().orElse(Duration.ZERO).toSeconds();
      made.rxBytes = peer.rxBytes();
      made.latestHandshake = peer.latestHandshake();
      made.allowedIps.addAll(peer.allowedIps());
    }
    return model;
  }

  /** Returns what reading the device shows. */
  Device device() {
    Device.Builder device = Device.builder(Captures.WG0).listenPort(listenPort).fwmark(fwmark);
    if (!privateKey.isEmpty()) {
      PrivateKey key = PrivateKey.parse(privateKey).clamped();
      device.privateKey(key).publicKey(key.publicKey());
    }
    peers.forEach((key, peer) -> {
      Peer.Builder made = Peer.builder(key)
          .persistentKeepalive(Duration.ofSeconds(peer.keepalive))
          .rxBytes(peer.rxBytes)
          .allowedIps(peer.allowedIps);
      if (!peer.presharedKey.isEmpty()) {
        made.presharedKey(PresharedKey.parse(peer.presharedKey));
      }
      peer.endpoint.ifPresent(made::endpoint);
      peer.latestHandshake.ifPresent(made::latestHandshake);
      device.peer(made.build());
    });
    return device.build();
  }

  /** Runs something after each change of an allowed IP, as packets come between any two. */
  void afterEachChange(Runnable then) {
    afterEachChange = then;
  }

  /** Returns the peer that a packet to an address goes to. */
  Optional<PublicKey> route(InetAddress address) {
    int longest = -1;
    Optional<PublicKey> to = Optional.empty();
    for (Map.Entry<PublicKey, ModelPeer> peer : peers.entrySet()) {
      for (IpPrefix prefix : peer.getValue().allowedIps) {
        if (prefix.length() > longest && prefix.contains(address)) {
          longest = prefix.length();
          to = Optional.of(peer.getKey());
        }
      }
    }
    return to;
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
      remove(update.publicKey());
      return;
    }
    update.presharedKey().ifPresent(key -> peer.presharedKey = key.toBase64());
    if (update.presharedKeyRemoved()) {
      peer.presharedKey = "";
    }
    update.endpoint().ifPresent(endpoint -> peer.endpoint = Optional.of(endpoint));
    update.persistentKeepalive().ifPresent(d -> peer.keepalive = (int) d.toSeconds());
    if (update.allowedIpsReplaced()) {
      peer.allowedIps.clear();
    }
    update.allowedIps().forEach(ip -> give(ip, peer));
    update.allowedIpsRemoved().forEach(ip -> take(ip, peer));
  }

  private ModelPeer find(PublicKey key, boolean mustExist) {
    return mustExist ? peers.get(key) : peers.computeIfAbsent(key, k -> new ModelPeer());
  }

  private void give(IpPrefix ip, ModelPeer to) {
    peers.values().forEach(other -> other.allowedIps.remove(ip));
    to.allowedIps.add(ip);
    afterEachChange.run();
  }

  private void take(IpPrefix ip, ModelPeer from) {
    from.allowedIps.remove(ip);
    afterEachChange.run();
  }

  /** The kernel takes a peer's prefixes one by one before it forgets it. */
  private void remove(PublicKey key) {
    ModelPeer peer = find(key, true);
    if (peer != null) {
      List.copyOf(peer.allowedIps).forEach(ip -> take(ip, peer));
      peers.remove(key);
    }
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
      remove(publicKey);
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
        peer.endpoint = Optional.of(endpoint);
      }
      case WGPEER_A_ALLOWEDIPS -> {
        AttributeCursor<?> list = AttributeCursor.ofElements().inside(fields);
        while (list.next()) {
          applyAllowedIp(list, peer);
        }
      }
      default -> {}
    }
  }

  private void applyAllowedIp(AttributeCursor<?> element, ModelPeer peer) {
    AttributeCursor<WgAllowedIpAttribute> fields =
        new AttributeCursor<>(WgAllowedIpAttribute.TABLE);
    InetAddress address = null;
    int length = 0;
    int flags = 0;
    fields.inside(element);
    while (fields.next()) {
      switch (fields.attribute()) {
        case WGALLOWEDIP_A_IPADDR -> address = IpAddresses.of(fields.bytes());
        case WGALLOWEDIP_A_CIDR_MASK -> length = fields.u8();
        case WGALLOWEDIP_A_FLAGS -> flags = fields.s32();
        case WGALLOWEDIP_A_FAMILY -> {}
      }
    }
    if (flags == WGALLOWEDIP_F_REMOVE_ME) {
      take(IpPrefix.of(address, length), peer);
    } else {
      give(IpPrefix.of(address, length), peer);
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

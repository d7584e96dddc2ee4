package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceView;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes values of what a visitor sees; secrets of a reading that is discarded are wiped. */
final class DeviceCollector implements DeviceVisitor {
  private final List<Runnable> wipes = new ArrayList<>();
  private Device.@Nullable Builder device;
  private Peer.@Nullable Builder peer;

  @Override
  public void begin(int attempt) {
    discard();
  }

  @Override
  public void device(DeviceView view) {
    Device.Builder builder = Device.builder(view.name())
        .index(view.index())
        .listenPort(view.listenPort())
        .fwmark(view.fwmark())
        .unknownAttributes(view.unknownAttributes());
    view.publicKey().ifPresent(builder::publicKey);
    view.privateKey().ifPresent(key -> {
      wipes.add(key::close);
      builder.privateKey(key);
    });
    device = builder;
  }

  @Override
  public void peer(PeerView view) {
    if (!view.isContinuation() || peer == null) {
      finishPeer();
      peer = begin(view);
    }
    AllowedIpCursor ips = view.allowedIps();
    while (ips.next()) {
      peer.allowedIp(ips.prefix());
    }
  }

  /** Returns the device; its secrets are the caller's from now on. */
  Device collected() {
    finishPeer();
    if (device == null) {
      throw new MalformedMessageException(0, "a dump without a device");
    }
    Device result = device.build();
    wipes.clear();
    return result;
  }

  /**
   * Returns what an interrupted reading saw, each peer once: one that was removed and created again
   * meanwhile was seen twice, and is later the second time.
   */
  Device collectedPartly() {
    Device all = collected();
    Map<PublicKey, Peer> latest = new LinkedHashMap<>();
    for (Peer seen : all.peers()) {
      Peer older = latest.remove(seen.publicKey());
      if (older != null) {
        older.presharedKey().ifPresent(PresharedKey::close);
      }
      latest.put(seen.publicKey(), seen);
    }
    return new Device(
        all.name(),
        all.index(),
        all.privateKey(),
        all.publicKey(),
        all.listenPort(),
        all.fwmark(),
        List.copyOf(latest.values()),
        all.unknownAttributes());
  }

  /** Forgets everything and wipes the secrets. */
  void discard() {
    wipes.forEach(Runnable::run);
    wipes.clear();
    device = null;
    peer = null;
  }

  private Peer.Builder begin(PeerView view) {
    Peer.Builder builder = Peer.builder(view.publicKey())
        .persistentKeepalive(Duration.ofSeconds(view.persistentKeepaliveSeconds()))
        .rxBytes(view.rxBytes())
        .txBytes(view.txBytes())
        .unknownAttributes(view.unknownAttributes());
    view.endpoint().ifPresent(builder::endpoint);
    view.presharedKey().ifPresent(key -> {
      wipes.add(key::close);
      builder.presharedKey(key);
    });
    if (view.hasHandshake()) {
      builder.latestHandshake(
          Instant.ofEpochSecond(view.handshakeSeconds(), view.handshakeNanos()));
    }
    return builder;
  }

  private void finishPeer() {
    if (peer != null && device != null) {
      device.peer(peer.build());
    }
    peer = null;
  }
}

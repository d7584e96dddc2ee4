package io.wgnetlink.failover.nativetests;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.UpdateReport;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Tunnels by the interfaces of {@link TwoWays}, whose peers make a handshake each second: so a
 * controller can be run on any kernel, with WireGuard or without, and finds both of them up.
 */
final class SwallowingTunnels implements WireGuard {
  static final PublicKey HUB_A = key(1);
  static final PublicKey HUB_B = key(2);

  private final List<IpPrefix> allowedA = new ArrayList<>();
  private final List<IpPrefix> allowedB = new ArrayList<>();

  SwallowingTunnels() {
    for (String wide : List.of("172.29.0.0/16", "fd00::/16")) {
      allowedA.add(IpPrefix.parse(wide));
    }
    allowedB.addAll(List.of(TwoWays.NARROW_4, TwoWays.NARROW_6));
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return PublicKey.of(bytes);
  }

  @Override
  public List<InterfaceName> interfaces() {
    return List.of(TwoWays.A, TwoWays.B);
  }

  @Override
  public synchronized Device device(InterfaceName name) {
    boolean isA = name.equals(TwoWays.A);
    if (!isA && !name.equals(TwoWays.B)) {
      throw new NetlinkException("read " + name, Errno.ENODEV, ExtendedAck.NONE, "");
    }
    Peer peer = Peer.builder(isA ? HUB_A : HUB_B)
        .allowedIps(isA ? allowedA : allowedB)
        .latestHandshake(Instant.ofEpochSecond(System.nanoTime() / 1_000_000_000L))
        .build();
    return Device.builder(name).peer(peer).build();
  }

  @Override
  public synchronized UpdateReport apply(DeviceUpdate update) {
    for (PeerUpdate change : update.peers()) {
      (change.publicKey().equals(HUB_A) ? allowedA : allowedB).addAll(change.allowedIps());
    }
    return new UpdateReport(1, List.of());
  }

  @Override
  public void close() {}
}

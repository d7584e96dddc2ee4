package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.PartialUpdateException;
import io.wgnetlink.wireguard.UpdateReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A device that a userspace daemon serves: its tun interface in the namespace, and its socket.
 * Thread-safe.
 */
final class UserspaceDevice {
  private final Link link;
  private final UapiDaemon daemon;
  private final UapiSockets sockets;
  private final Links links;

  UserspaceDevice(Link link, UapiDaemon daemon, UapiSockets sockets, Links links) {
    this.link = link;
    this.daemon = daemon;
    this.sockets = sockets;
    this.links = links;
  }

  /** Reads the device; its secrets are the caller's to close. */
  Device read() {
    InterfaceName name = link.interfaceName();
    requireTrusted("read WireGuard device " + name);
    return daemon.read(
        name, link.index(), scope -> links.find(scope).map(Link::index).orElse(0));
  }

  /** Changes the device, by one request or more. */
  UpdateReport apply(DeviceUpdate update) {
    String operation = "set WireGuard device " + link.name();
    requireTrusted(operation);
    Removal removal = removal(operation, update);
    DeviceUpdate effective = removal == Removal.FLAG ? update : effective(update);
    UpdatePlan plan = UpdatePlan.of(effective, removal);
    UapiUpdateEncoder encoder = new UapiUpdateEncoder(effective);
    for (int i = 0; i < plan.packs().size(); i++) {
      UpdatePlan.Pack pack = plan.packs().get(i);
      try {
        daemon.set(operation, request -> encoder.encode(pack, request));
      } catch (NetlinkException e) {
        throw i == 0 ? e : PartialUpdateException.of(e, plan.progress(update, i));
      }
    }
    return new UpdateReport(plan.packs().size(), List.of());
  }

  /**
   * Returns how allowed IPs are taken from peers. The daemon is asked each time there are any: it
   * may be another one than the last time.
   */
  private Removal removal(String operation, DeviceUpdate update) {
    if (update.peers().stream().allMatch(peer -> peer.allowedIpsRemoved().isEmpty())) {
      return Removal.FLAG;
    }
    try {
      daemon.set(operation, UapiUpdateEncoder::encodeRemovalTrial);
      return Removal.FLAG;
    } catch (NetlinkException e) {
      if (e.is(Errno.EINVAL)) {
        return Removal.DUMMY_PEER;
      }
      throw e;
    }
  }

  /** Returns the update without the removals that a dummy peer must not make. */
  private DeviceUpdate effective(DeviceUpdate update) {
    HeldAllowedIps held = new HeldAllowedIps(update);
    try (Device device = read()) {
      device.accept(held);
    }
    return held.effective();
  }

  private void requireTrusted(String operation) {
    Optional<String> distrust;
    try {
      distrust = sockets.distrust(daemon.socket());
    } catch (IOException e) {
      throw caused(
          new NetlinkException(operation, "cannot look at its socket: " + e.getMessage()), e);
    }
    if (distrust.isPresent()) {
      throw new NetlinkException(
          operation,
          "nothing is sent to " + daemon.socket() + ", as " + distrust.get()
              + "; it must belong to root or to this process's user, in a folder that only they"
              + " can write to");
    }
  }

  private static NetlinkException caused(NetlinkException exception, Exception cause) {
    exception.initCause(cause);
    return exception;
  }
}

package io.wgnetlink.testkit.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.internal.Ipv4SocketAddress;
import io.wgnetlink.wireguard.internal.Ipv6SocketAddress;
import io.wgnetlink.wireguard.internal.Timespec;
import io.wgnetlink.wireguard.internal.WgAllowedIpAttribute;
import io.wgnetlink.wireguard.internal.WgDeviceAttribute;
import io.wgnetlink.wireguard.internal.WgPeerAttribute;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * {@code WG_CMD_GET_DEVICE}, written as the kernel writes it.
 *
 * <p><b>Position.</b> The dump remembers the last peer that is complete and how many allowed IPs of
 * the next one were written; the device itself it reads anew for each message. Until the first peer
 * is complete every message repeats the device's attributes, the private key among them. A peer
 * that goes on has its public key and its further allowed IPs only.
 *
 * <p><b>Changes.</b> The first message after a change is flagged {@code NLM_F_DUMP_INTR}. If the
 * peer at which the dump stands was removed, the dump ends at once and successfully; if any
 * prefixes moved, the rest of the unfinished peer's are left out. In both cases only that flag
 * tells.
 */
final class DeviceDump implements Dump {
  /** Room for a peer without its allowed IPs, and for one of these. */
  private static final int PEER_BYTES = 192;

  private static final int ALLOWED_IP_BYTES = 40;

  private final MemoryKernel kernel;
  private final NetworkInterface target;
  private final WireGuardDevice device;

  private @Nullable WireGuardPeer lastComplete;
  private int allowedIpsWritten;
  private long cryptokeyGeneration;
  private long deviceGeneration;

  DeviceDump(MemoryKernel kernel, NetworkInterface target) {
    this.kernel = kernel;
    this.target = target;
    this.device = MemoryKernel.device(target);
  }

  @Override
  public boolean write(MessageWriter writer, int sequence, int flags) {
    return kernel.locked(() -> {
      boolean changed = deviceGeneration != 0 && deviceGeneration != device.generation();
      deviceGeneration = device.generation();
      int interrupted = changed ? MessageFlags.NLM_F_DUMP_INTR : 0;
      writer.beginMessage(GenericNetlink.WIREGUARD_ID, flags | interrupted, sequence);
      GenericHeader.encode(writer, GenericNetlink.WG_CMD_GET_DEVICE, 1);
      if (lastComplete == null) {
        putDevice(writer);
      }
      boolean more = putPeers(writer);
      writer.endMessage();
      return more;
    });
  }

  private void putDevice(MessageWriter writer) {
    writer.putU16(WgDeviceAttribute.WGDEVICE_A_LISTEN_PORT, device.listenPort());
    writer.putU32(WgDeviceAttribute.WGDEVICE_A_FWMARK, device.fwmark());
    writer.putU32(WgDeviceAttribute.WGDEVICE_A_IFINDEX, target.index());
    writer.putString(WgDeviceAttribute.WGDEVICE_A_IFNAME, target.name().value());
    device.privateKey().ifPresent(key -> {
      byte[] bytes = key.bytes();
      writer.putBytes(WgDeviceAttribute.WGDEVICE_A_PRIVATE_KEY, bytes);
      Arrays.fill(bytes, (byte) 0);
    });
    device
        .publicKey()
        .ifPresent(key -> writer.putBytes(WgDeviceAttribute.WGDEVICE_A_PUBLIC_KEY, key.bytes()));
  }

  /** Writes peers until the message is full; returns whether there are more. */
  private boolean putPeers(MessageWriter writer) {
    WireGuardPeer last = lastComplete;
    if (last != null && last.dead) {
      return false;
    }
    Iterator<WireGuardPeer> peers =
        device.peersAfter(last == null ? 0 : last.number).iterator();
    if (last == null && !peers.hasNext()) {
      return false; // else there is a list, be it empty: its absence says that the dump was cut off
    }
    writer.open(WgDeviceAttribute.WGDEVICE_A_PEERS);
    boolean full = false;
    while (!full && peers.hasNext()) {
      WireGuardPeer peer = peers.next();
      full = !putPeer(peer, writer);
      if (!full) {
        lastComplete = peer;
        allowedIpsWritten = 0;
        cryptokeyGeneration = 0;
      }
    }
    writer.close();
    return full;
  }

  /** Writes a peer, or the rest of it; returns whether it is complete. */
  private boolean putPeer(WireGuardPeer peer, MessageWriter writer) {
    if (!hasRoom(writer, PEER_BYTES)) {
      return false;
    }
    writer.openElement(0);
    writer.putBytes(WgPeerAttribute.WGPEER_A_PUBLIC_KEY, peer.publicKey.bytes());
    if (cryptokeyGeneration == 0) {
      putPeerFields(peer, writer);
      cryptokeyGeneration = device.cryptokeys().generation();
    }
    boolean complete = true;
    if (cryptokeyGeneration == device.cryptokeys().generation()) {
      complete = putAllowedIps(peer, writer);
    }
    writer.close();
    return complete;
  }

  private static void putPeerFields(WireGuardPeer peer, MessageWriter writer) {
    byte[] presharedKey =
        peer.presharedKey().map(PresharedKey::bytes).orElse(new byte[PresharedKey.BYTES]);
    writer.putBytes(WgPeerAttribute.WGPEER_A_PRESHARED_KEY, presharedKey);
    Arrays.fill(presharedKey, (byte) 0);
    int time = writer.putStructure(WgPeerAttribute.WGPEER_A_LAST_HANDSHAKE_TIME, Timespec.LENGTH);
    peer.latestHandshake().ifPresent(when -> Timespec.encode(writer.buffer(), time, when));
    writer.putU16(WgPeerAttribute.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, peer.persistentKeepalive);
    writer.putU64(WgPeerAttribute.WGPEER_A_TX_BYTES, peer.txBytes());
    writer.putU64(WgPeerAttribute.WGPEER_A_RX_BYTES, peer.rxBytes());
    writer.putU32(WgPeerAttribute.WGPEER_A_PROTOCOL_VERSION, 1);
    peer.endpoint.ifPresent(endpoint -> putEndpoint(endpoint, writer));
  }

  private static void putEndpoint(Endpoint endpoint, MessageWriter writer) {
    if (endpoint.family() == AddressFamily.IPV4) {
      int at = writer.putStructure(WgPeerAttribute.WGPEER_A_ENDPOINT, Ipv4SocketAddress.LENGTH);
      Ipv4SocketAddress.encode(writer.buffer(), at, endpoint);
    } else {
      int at = writer.putStructure(WgPeerAttribute.WGPEER_A_ENDPOINT, Ipv6SocketAddress.LENGTH);
      Ipv6SocketAddress.encode(writer.buffer(), at, endpoint);
    }
  }

  /** Writes allowed IPs from the first that was not written; returns whether all are now. */
  private boolean putAllowedIps(WireGuardPeer peer, MessageWriter writer) {
    if (peer.allowedIps.size() == allowedIpsWritten) {
      return true;
    }
    writer.open(WgPeerAttribute.WGPEER_A_ALLOWEDIPS);
    Iterator<IpPrefix> rest = peer.allowedIps.stream().skip(allowedIpsWritten).iterator();
    while (rest.hasNext() && hasRoom(writer, ALLOWED_IP_BYTES)) {
      putAllowedIp(rest.next(), writer);
      allowedIpsWritten++;
    }
    writer.close();
    return !rest.hasNext();
  }

  private static void putAllowedIp(IpPrefix prefix, MessageWriter writer) {
    writer.openElement(0);
    writer.putU8(WgAllowedIpAttribute.WGALLOWEDIP_A_CIDR_MASK, prefix.length());
    writer.putU16(WgAllowedIpAttribute.WGALLOWEDIP_A_FAMILY, prefix.family().number());
    writer.putBytes(WgAllowedIpAttribute.WGALLOWEDIP_A_IPADDR, prefix.address().getAddress());
    writer.close();
  }

  private static boolean hasRoom(MessageWriter writer, int bytes) {
    return writer.length() + bytes <= KernelSocket.MAX_DATAGRAM;
  }
}

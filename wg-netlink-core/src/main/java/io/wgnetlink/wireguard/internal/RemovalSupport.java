package io.wgnetlink.wireguard.internal;

import static io.wgnetlink.wireguard.internal.WgAllowedIpAttribute.WGALLOWEDIP_A_FLAGS;
import static io.wgnetlink.wireguard.internal.WgAllowedIpAttribute.WGALLOWEDIP_F_REMOVE_ME;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_A_FLAGS;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_A_IFNAME;
import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_A_PEERS;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_ALLOWEDIPS;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.generic.AttributePolicy;
import io.wgnetlink.netlink.generic.FamilyPolicy;
import io.wgnetlink.netlink.generic.GenericFamily;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Finds out how the kernel removes single allowed IPs, and remembers it.
 *
 * <p>From Linux 6.19 on the policy of the family's messages says it, down to the attributes of an
 * allowed IP. Before, it ends at those of the device; but the flags of the device have had a mask
 * in it since Linux 6.16, which also brought {@code WGALLOWEDIP_F_REMOVE_ME}. Without the mask
 * there is no such flag; with it, the kernel is asked by a peer that is made and removed in one
 * message, and loses an allowed IP that it does not have. So nothing is tried on kernels that show
 * what they know, and on the others nothing stays. Measured on Linux 6.1, 6.12, 6.18 and 7.2.
 */
public final class RemovalSupport {
  private static final IpPrefix ANY_PREFIX = IpPrefix.parse("0.0.0.0/0");

  private final NetlinkClient client;
  private final GenericFamily family;
  private volatile Optional<Removal> known = Optional.empty();

  /** Makes a finder that has not asked yet. */
  public RemovalSupport(NetlinkClient client, GenericFamily family) {
    this.client = client;
    this.family = family;
  }

  /**
   * Returns how to remove allowed IPs; asks the kernel the first time.
   *
   * @param device a device to try it on, if need be
   */
  Removal find(InterfaceName device) {
    Optional<Removal> found = known;
    if (found.isEmpty()) {
      found = Optional.of(byPolicy().orElseGet(() -> byTrial(device)));
      known = found;
    }
    return found.get();
  }

  /** Returns what the family's policy says; empty when it is not enough. */
  public Optional<Removal> byPolicy() {
    try {
      return judge(FamilyPolicy.read(client, family));
    } catch (NetlinkException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return Optional.empty(); // Linux 5.6, or not Linux
      }
      throw e;
    }
  }

  static Optional<Removal> judge(FamilyPolicy policy) {
    int command = KernelWireGuard.WG_CMD_SET_DEVICE;
    int peers = WGDEVICE_A_PEERS.type();
    int allowedIps = WGPEER_A_ALLOWEDIPS.type();
    boolean shown = policy
        .attribute(command, peers, allowedIps)
        .map(AttributePolicy::nested)
        .filter(OptionalInt::isPresent)
        .isPresent();
    if (shown) {
      boolean flags = policy
          .attribute(command, peers, allowedIps, WGALLOWEDIP_A_FLAGS.type())
          .isPresent();
      return Optional.of(flags ? Removal.FLAG : Removal.DUMMY_PEER);
    }
    boolean mask = policy
        .attribute(command, WGDEVICE_A_FLAGS.type())
        .filter(flags -> flags.mask().isPresent())
        .isPresent();
    return mask ? Optional.empty() : Optional.of(Removal.DUMMY_PEER);
  }

  /**
   * Returns what the kernel answers to the flag.
   *
   * @param device a device to try it on
   */
  public Removal byTrial(InterfaceName device) {
    DummyPeer dummy = new DummyPeer();
    try {
      client.execute(set(device, peers -> {
        dummy.put(
            peers, ips -> UpdateEncoder.putAllowedIp(ANY_PREFIX, WGALLOWEDIP_F_REMOVE_ME, ips));
        dummy.putRemoval(peers);
      }));
      return Removal.FLAG;
    } catch (NetlinkException e) {
      if (!e.is(Errno.EINVAL)) {
        throw e;
      }
      // It has made the peer before it came to the flag.
      client.execute(set(device, dummy::putRemoval));
      return Removal.DUMMY_PEER;
    }
  }

  private Request set(InterfaceName device, Consumer<MessageWriter> peers) {
    return family.request(
        "try how WireGuard device " + device + " removes allowed IPs",
        KernelWireGuard.WG_CMD_SET_DEVICE,
        KernelWireGuard.SET_DEVICE,
        writer -> {
          writer.putString(WGDEVICE_A_IFNAME, device.value());
          writer.open(WGDEVICE_A_PEERS);
          peers.accept(writer);
          writer.close();
        });
  }
}

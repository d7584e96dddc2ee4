package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.generic.GenericFamily;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PartialUpdateException;
import io.wgnetlink.wireguard.PartialUpdateException.Progress;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.WireGuard;
import java.util.List;

/**
 * WireGuard in the kernel, by the generic netlink family {@code wireguard}
 * ({@code uapi/linux/wireguard.h}, Linux 5.6).
 */
public final class KernelWireGuard implements WireGuard {
  private static final String FAMILY = "wireguard";
  private static final int WG_CMD_GET_DEVICE = 0;
  private static final int WG_CMD_SET_DEVICE = 1;

  private static final MessageSchema GET_DEVICE =
      new MessageSchema("WG_CMD_GET_DEVICE", GenericHeader.LENGTH, WgDeviceAttribute.TABLE);
  private static final MessageSchema SET_DEVICE =
      new MessageSchema("WG_CMD_SET_DEVICE", GenericHeader.LENGTH, WgDeviceAttribute.TABLE);

  private final NetlinkClient client;
  private final GenericFamily family;

  KernelWireGuard(NetlinkClient client, GenericFamily family) {
    this.client = client;
    this.family = family;
  }

  /** Opens a client in a namespace; the namespace handle may be closed afterwards. */
  public static KernelWireGuard open(NetworkNamespace namespace) {
    NetlinkClient client = NetlinkClient.open(namespace, NetlinkProtocol.GENERIC);
    try {
      return new KernelWireGuard(client, GenericFamily.resolve(client, FAMILY));
    } catch (RuntimeException e) {
      client.close();
      throw e instanceof NetlinkException refusal ? explainOpen(refusal) : e;
    }
  }

  @Override
  public List<InterfaceName> interfaces() {
    InterfaceList list = new InterfaceList();
    try (NetlinkClient links = NetlinkClient.open(client.namespace(), NetlinkProtocol.ROUTE)) {
      links.dump(InterfaceList.request(), list);
    }
    return list.names();
  }

  @Override
  public Device device(InterfaceName name) {
    DeviceCollector collector = new DeviceCollector();
    try {
      read(name, collector);
      return collector.collected();
    } finally {
      collector.discard();
    }
  }

  @Override
  public void read(InterfaceName name, DeviceVisitor visitor) {
    Request request = family.request(
        "read WireGuard device " + name,
        WG_CMD_GET_DEVICE,
        GET_DEVICE,
        writer -> writer.putString(WgDeviceAttribute.WGDEVICE_A_IFNAME, name.value()));
    try {
      client.dump(request, new DeviceDecoder(visitor));
    } catch (NetlinkException e) {
      throw explain(e, name);
    }
  }

  @Override
  public void apply(DeviceUpdate update) {
    List<UpdatePlan.Pack> packs = UpdatePlan.of(update).packs();
    UpdateEncoder encoder = new UpdateEncoder(update);
    for (int i = 0; i < packs.size(); i++) {
      UpdatePlan.Pack pack = packs.get(i);
      Request request = family.request(
          "set WireGuard device " + update.name(),
          WG_CMD_SET_DEVICE,
          SET_DEVICE,
          writer -> encoder.encode(pack, writer));
      try {
        client.execute(request);
      } catch (NetlinkException e) {
        NetlinkException explained = explain(e, update.name());
        throw i == 0 ? explained : PartialUpdateException.of(explained, progress(update, packs, i));
      }
    }
  }

  static Progress progress(DeviceUpdate update, List<UpdatePlan.Pack> packs, int failed) {
    List<UpdatePlan.Slice> slices = packs.get(failed).slices();
    int uncertainFrom = slices.get(0).peer();
    int unsentFrom = slices.get(slices.size() - 1).peer() + 1;
    List<PeerUpdate> peers = update.peers();
    return new Progress(
        packs.size(),
        failed,
        peers.subList(0, uncertainFrom),
        peers.subList(uncertainFrom, unsentFrom),
        peers.subList(unsentFrom, peers.size()));
  }

  private NetlinkException explain(NetlinkException refusal, InterfaceName name) {
    if (refusal.is(Errno.ENODEV)) {
      return withCure(
          refusal, "there is no interface " + name + " in network namespace " + client.namespace());
    }
    if (refusal.is(Errno.EOPNOTSUPP)) {
      return withCure(refusal, name + " is not a WireGuard interface");
    }
    if (refusal.is(Errno.EADDRINUSE)) {
      return withCure(refusal, "another socket of the namespace has the listen port");
    }
    return refusal;
  }

  private static NetlinkException explainOpen(NetlinkException refusal) {
    return refusal.is(Errno.ENOENT)
        ? withCure(refusal, "this kernel has no WireGuard: load its module (Linux 5.6 and later)")
        : refusal;
  }

  private static NetlinkException withCure(NetlinkException refusal, String cure) {
    NetlinkException explained = new NetlinkException(
        refusal.operation(), refusal.errno().orElseThrow(), refusal.extendedAck(), cure);
    explained.initCause(refusal);
    return explained;
  }

  @Override
  public void close() {
    client.close();
  }
}

package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.DumpInterruptedException;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
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
import io.wgnetlink.wireguard.PartialDeviceException;
import io.wgnetlink.wireguard.PartialUpdateException;
import io.wgnetlink.wireguard.UpdateReport;
import io.wgnetlink.wireguard.WireGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * WireGuard in the kernel, by the generic netlink family {@code wireguard}
 * ({@code uapi/linux/wireguard.h}, Linux 5.6).
 */
public final class KernelWireGuard implements WireGuard {
  /** What {@code ip link add type} calls its interfaces. */
  static final String KIND = "wireguard";

  private static final String FAMILY = "wireguard";
  private static final int WG_CMD_GET_DEVICE = 0;
  static final int WG_CMD_SET_DEVICE = 1;

  private static final MessageSchema GET_DEVICE =
      new MessageSchema("WG_CMD_GET_DEVICE", GenericHeader.LENGTH, WgDeviceAttribute.TABLE);
  static final MessageSchema SET_DEVICE =
      new MessageSchema("WG_CMD_SET_DEVICE", GenericHeader.LENGTH, WgDeviceAttribute.TABLE);

  private final NetlinkClient client;
  private final GenericFamily family;
  private final RemovalSupport removalSupport;

  KernelWireGuard(NetlinkClient client, GenericFamily family) {
    this.client = client;
    this.family = family;
    this.removalSupport = new RemovalSupport(client, family);
  }

  /** Opens a client in a namespace; the namespace handle may be closed afterwards. */
  public static KernelWireGuard open(NetworkNamespace namespace) {
    return open(namespace, NetlinkClient.DEFAULT_TIMEOUT);
  }

  /** Opens a client that waits for an answer, or for a quiet moment to read, at most so long. */
  public static KernelWireGuard open(NetworkNamespace namespace, Duration timeout) {
    NetlinkClient client = NetlinkClient.open(namespace, NetlinkProtocol.GENERIC, timeout);
    try {
      return new KernelWireGuard(client, GenericFamily.resolve(client, FAMILY));
    } catch (RuntimeException e) {
      client.close();
      throw e instanceof NetlinkException refusal ? explainOpen(refusal) : e;
    }
  }

  @Override
  public List<InterfaceName> interfaces() {
    try (Links links = new KernelLinks(client.namespace())) {
      return links.ofKind(KIND).stream().map(Link::interfaceName).toList();
    }
  }

  @Override
  public Device device(InterfaceName name) {
    DeviceCollector collector = new DeviceCollector();
    DeviceDecoder decoder = new DeviceDecoder(collector);
    try {
      read(name, decoder);
      return collector.collected();
    } catch (DumpInterruptedException e) {
      throw new PartialDeviceException(e, collector.collectedPartly(), decoder.isWhole());
    } finally {
      collector.discard();
    }
  }

  @Override
  public void read(InterfaceName name, DeviceVisitor visitor) {
    read(name, new DeviceDecoder(visitor));
  }

  private void read(InterfaceName name, DeviceDecoder decoder) {
    Request request = family.request(
        "read WireGuard device " + name,
        WG_CMD_GET_DEVICE,
        GET_DEVICE,
        writer -> writer.putString(WgDeviceAttribute.WGDEVICE_A_IFNAME, name.value()));
    try {
      client.dump(request, decoder);
    } catch (NetlinkException e) {
      throw explain(e, name);
    }
  }

  @Override
  public UpdateReport apply(DeviceUpdate update) {
    Removal removal = removal(update);
    DeviceUpdate effective = removal == Removal.FLAG ? update : effective(update);
    UpdatePlan plan = UpdatePlan.of(effective, removal);
    UpdateEncoder encoder = new UpdateEncoder(effective);
    List<ExtendedAck> warnings = new ArrayList<>();
    for (int i = 0; i < plan.packs().size(); i++) {
      UpdatePlan.Pack pack = plan.packs().get(i);
      Request request = family.request(
          "set WireGuard device " + update.name(),
          WG_CMD_SET_DEVICE,
          SET_DEVICE,
          writer -> encoder.encode(pack, writer));
      try {
        ExtendedAck warning = client.execute(request);
        if (!warning.isEmpty()) {
          warnings.add(warning);
        }
      } catch (NetlinkException e) {
        NetlinkException explained = explain(e, update);
        throw i == 0 ? explained : PartialUpdateException.of(explained, plan.progress(update, i));
      }
    }
    return new UpdateReport(plan.packs().size(), warnings);
  }

  /** Returns how the allowed IPs of an update are removed; the flag when there are none. */
  private Removal removal(DeviceUpdate update) {
    if (update.peers().stream().allMatch(peer -> peer.allowedIpsRemoved().isEmpty())) {
      return Removal.FLAG;
    }
    try {
      return removalSupport.find(update.name());
    } catch (NetlinkException e) {
      throw explain(e, update.name());
    }
  }

  /** Returns the update without the removals that a dummy peer must not make. */
  private DeviceUpdate effective(DeviceUpdate update) {
    HeldAllowedIps held = new HeldAllowedIps(update);
    read(update.name(), held);
    return held.effective();
  }

  /** Port and mark have an owner of their own: {@code wg_set_device} asks for both. */
  private NetlinkException explain(NetlinkException refusal, DeviceUpdate update) {
    boolean sets = update.listenPort().isPresent() || update.fwmark().isPresent();
    return refusal.is(Errno.EPERM) && sets
        ? withCure(
            refusal,
            refusal.cure() + "; listen port and mark need the capability also in the user namespace"
                + " that owns the network namespace in which " + update.name() + " was created")
        : explain(refusal, update.name());
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

package io.wgnetlink.testkit.internal;

import static io.wgnetlink.wireguard.internal.WgDeviceAttribute.WGDEVICE_F_REPLACE_PEERS;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.internal.WgDeviceAttribute;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * {@code WG_CMD_SET_DEVICE}, carried out as the kernel does: fwmark, listen port, removal of all
 * peers, private key, then the peers one after another. What was done before something is refused
 * stays done.
 */
final class DeviceChange {
  private static final Errno EBADR = new Errno(53);

  private final MemoryKernel kernel;
  private final Trouble.@Nullable Stumble stumble;

  private int flags;
  private OptionalInt fwmark = OptionalInt.empty();
  private OptionalInt listenPort = OptionalInt.empty();
  private Optional<PrivateKey> privateKey = Optional.empty();
  private int peersFrom;
  private int peersTo;

  DeviceChange(MemoryKernel kernel, Trouble.@Nullable Stumble stumble) {
    this.kernel = kernel;
    this.stumble = stumble;
  }

  /** Returns the interface that a request names, by name or by index and not by both. */
  static NetworkInterface target(MemoryKernel kernel, MessageReader request) {
    Optional<NetworkInterface> target = Optional.empty();
    int names = 0;
    AttributeCursor<WgDeviceAttribute> fields = fields(request);
    while (fields.next()) {
      if (fields.isUnknown()) {
        continue;
      }
      switch (fields.attribute()) {
        case WGDEVICE_A_IFNAME -> {
          names++;
          target = kernel.find(InterfaceName.of(fields.string()));
        }
        case WGDEVICE_A_IFINDEX -> {
          names++;
          target = kernel.find(fields.s32());
        }
        default -> {}
      }
    }
    if (names != 1) {
      throw new Refusal(EBADR);
    }
    return target.orElseThrow(() -> new Refusal(Errno.ENODEV));
  }

  private static AttributeCursor<WgDeviceAttribute> fields(MessageReader request) {
    return new AttributeCursor<>(WgDeviceAttribute.TABLE).over(request, GenericHeader.LENGTH);
  }

  void apply(MessageReader request) {
    WireGuardDevice device = MemoryKernel.device(target(kernel, request));
    try {
      parse(request);
      if ((flags & ~WGDEVICE_F_REPLACE_PEERS) != 0) {
        throw new Refusal(Errno.EOPNOTSUPP);
      }
      device.beginChange();
      applyTo(device);
      applyPeers(device, request.buffer());
    } finally {
      privateKey.ifPresent(PrivateKey::close);
    }
  }

  private void parse(MessageReader request) {
    AttributeCursor<WgDeviceAttribute> fields = fields(request);
    while (fields.next()) {
      if (fields.isUnknown()) {
        continue;
      }
      switch (fields.attribute()) {
        case WGDEVICE_A_FLAGS -> flags = fields.s32();
        case WGDEVICE_A_FWMARK -> fwmark = OptionalInt.of(fields.s32());
        case WGDEVICE_A_LISTEN_PORT -> listenPort = OptionalInt.of(fields.u16());
        case WGDEVICE_A_PRIVATE_KEY -> {
          byte[] bytes = fields.bytes();
          privateKey = Optional.of(PrivateKey.of(bytes));
          Arrays.fill(bytes, (byte) 0);
        }
        case WGDEVICE_A_PEERS -> {
          peersFrom = fields.payload();
          peersTo = fields.payload() + fields.payloadLength();
        }
        case WGDEVICE_A_IFINDEX, WGDEVICE_A_IFNAME, WGDEVICE_A_PUBLIC_KEY -> {}
      }
    }
  }

  private void applyTo(WireGuardDevice device) {
    fwmark.ifPresent(device::setFwmark);
    listenPort.ifPresent(device::setListenPort);
    if ((flags & WGDEVICE_F_REPLACE_PEERS) != 0) {
      device.removeAllPeers();
    }
    privateKey.ifPresent(device::setPrivateKey);
  }

  private void applyPeers(WireGuardDevice device, ByteBuffer message) {
    AttributeCursor<?> list = AttributeCursor.ofElements().over(message, peersFrom, peersTo);
    int applied = 0;
    while (list.next()) {
      if (stumble != null && applied == stumble.afterPeers()) {
        throw stumble.refusal();
      }
      new PeerChange(device, kernel.options()).apply(list);
      applied++;
    }
    if (stumble != null && applied <= stumble.afterPeers()) {
      throw stumble.refusal();
    }
  }
}

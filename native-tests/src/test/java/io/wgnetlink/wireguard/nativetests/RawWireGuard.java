package io.wgnetlink.wireguard.nativetests;

import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.generic.GenericFamily;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.util.Optional;
import java.util.function.Consumer;

/** WireGuard's family by the wire layer alone, for requests that the library does not build. */
final class RawWireGuard implements AutoCloseable {
  static final int GET_DEVICE = 0;
  static final int SET_DEVICE = 1;

  /** {@code uapi/linux/wireguard.h}, with lengths that nobody checks here. */
  enum DeviceAttribute implements Attribute {
    WGDEVICE_A_IFINDEX(1, AttributeFormat.U32),
    WGDEVICE_A_IFNAME(2, AttributeFormat.string(15)),
    WGDEVICE_A_PRIVATE_KEY(3, AttributeFormat.binary()),
    WGDEVICE_A_FLAGS(5, AttributeFormat.U32),
    WGDEVICE_A_LISTEN_PORT(6, AttributeFormat.U16),
    WGDEVICE_A_FWMARK(7, AttributeFormat.U32),
    WGDEVICE_A_PEERS(8, AttributeFormat.nestedArray(PeerAttribute.TABLE));

    private static final AttributeTable<DeviceAttribute> TABLE =
        AttributeTable.of(DeviceAttribute.class);
    private final int type;
    private final AttributeFormat format;

    DeviceAttribute(int type, AttributeFormat format) {
      this.type = type;
      this.format = format;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return format;
    }
  }

  enum PeerAttribute implements Attribute {
    WGPEER_A_PUBLIC_KEY(1, AttributeFormat.binary()),
    WGPEER_A_PRESHARED_KEY(2, AttributeFormat.binary()),
    WGPEER_A_FLAGS(3, AttributeFormat.U32),
    WGPEER_A_ENDPOINT(4, AttributeFormat.binary()),
    WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL(5, AttributeFormat.U16),
    WGPEER_A_ALLOWEDIPS(9, AttributeFormat.nestedArray(AllowedIpAttribute.TABLE)),
    WGPEER_A_PROTOCOL_VERSION(10, AttributeFormat.U32);

    private static final AttributeTable<PeerAttribute> TABLE =
        AttributeTable.of(PeerAttribute.class);
    private final int type;
    private final AttributeFormat format;

    PeerAttribute(int type, AttributeFormat format) {
      this.type = type;
      this.format = format;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return format;
    }
  }

  enum AllowedIpAttribute implements Attribute {
    WGALLOWEDIP_A_FAMILY(1, AttributeFormat.U16),
    WGALLOWEDIP_A_IPADDR(2, AttributeFormat.binary()),
    WGALLOWEDIP_A_CIDR_MASK(3, AttributeFormat.U8),
    WGALLOWEDIP_A_FLAGS(4, AttributeFormat.U32);

    private static final AttributeTable<AllowedIpAttribute> TABLE =
        AttributeTable.of(AllowedIpAttribute.class);
    private final int type;
    private final AttributeFormat format;

    AllowedIpAttribute(int type, AttributeFormat format) {
      this.type = type;
      this.format = format;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return format;
    }
  }

  private static final MessageSchema SCHEMA =
      new MessageSchema("WG_CMD", GenericHeader.LENGTH, DeviceAttribute.TABLE);

  private static final DumpVisitor NOTHING = new DumpVisitor() {
    @Override
    public void begin(int attempt) {}

    @Override
    public void message(MessageReader message) {}
  };

  private final NetlinkClient client;
  private final GenericFamily family;

  private RawWireGuard(NetlinkClient client) {
    this.client = client;
    this.family = GenericFamily.resolve(client, "wireguard");
  }

  static RawWireGuard open(NetworkNamespace namespace) {
    return new RawWireGuard(NetlinkClient.open(namespace, NetlinkProtocol.GENERIC));
  }

  /** Asks the kernel to change a device; returns its refusal, empty when it did it. */
  Optional<NetlinkException> set(Consumer<MessageWriter> attributes) {
    return refusal(() -> client.execute(request(SET_DEVICE, attributes)));
  }

  /** Asks the kernel for a device in a dump; returns its refusal, empty when there was none. */
  Optional<NetlinkException> get(Consumer<MessageWriter> attributes) {
    return refusal(() -> client.dump(request(GET_DEVICE, attributes), NOTHING));
  }

  /** Sends any request that is acknowledged. */
  Optional<NetlinkException> execute(
      int command, int version, int reserved, Consumer<MessageWriter> attributes) {
    Request request = Request.of("try", family.id(), SCHEMA, writer -> {
      int at = writer.reserve(GenericHeader.LENGTH);
      writer.buffer().put(at, (byte) command).put(at + 1, (byte) version);
      writer.buffer().putShort(at + 2, (short) reserved);
      attributes.accept(writer);
    });
    return refusal(() -> client.execute(request));
  }

  private Request request(int command, Consumer<MessageWriter> attributes) {
    return family.request("try", command, SCHEMA, attributes);
  }

  private static Optional<NetlinkException> refusal(Runnable request) {
    try {
      request.run();
      return Optional.empty();
    } catch (NetlinkException e) {
      return Optional.of(e);
    }
  }

  NetlinkClient client() {
    return client;
  }

  /** Writes a list of peers, each made by one of these, inside of its element. */
  @SafeVarargs
  static Consumer<MessageWriter> peers(Consumer<MessageWriter>... peers) {
    return writer -> list(writer, DeviceAttribute.WGDEVICE_A_PEERS, peers);
  }

  /** Writes a list of allowed IPs. */
  @SafeVarargs
  static Consumer<MessageWriter> allowedIps(Consumer<MessageWriter>... allowedIps) {
    return writer -> list(writer, PeerAttribute.WGPEER_A_ALLOWEDIPS, allowedIps);
  }

  @SafeVarargs
  private static void list(
      MessageWriter writer, Attribute attribute, Consumer<MessageWriter>... elements) {
    writer.open(attribute);
    for (Consumer<MessageWriter> element : elements) {
      writer.openElement(0);
      element.accept(writer);
      writer.close();
    }
    writer.close();
  }

  static Consumer<MessageWriter> key(byte[] key) {
    return writer -> writer.putBytes(PeerAttribute.WGPEER_A_PUBLIC_KEY, key);
  }

  static Consumer<MessageWriter> ip(int family, byte[] address, int length) {
    return writer -> writer
        .putU16(AllowedIpAttribute.WGALLOWEDIP_A_FAMILY, family)
        .putBytes(AllowedIpAttribute.WGALLOWEDIP_A_IPADDR, address)
        .putU8(AllowedIpAttribute.WGALLOWEDIP_A_CIDR_MASK, length);
  }

  static Consumer<MessageWriter> named(String name) {
    return writer -> writer.putString(DeviceAttribute.WGDEVICE_A_IFNAME, name);
  }

  @Override
  public void close() {
    client.close();
  }
}

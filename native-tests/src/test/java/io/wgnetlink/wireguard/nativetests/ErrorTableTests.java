package io.wgnetlink.wireguard.nativetests;

import static io.wgnetlink.wireguard.nativetests.RawWireGuard.allowedIps;
import static io.wgnetlink.wireguard.nativetests.RawWireGuard.ip;
import static io.wgnetlink.wireguard.nativetests.RawWireGuard.key;
import static io.wgnetlink.wireguard.nativetests.RawWireGuard.named;
import static io.wgnetlink.wireguard.nativetests.RawWireGuard.peers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.generic.GenericFamily;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.nativetests.RawWireGuard.AllowedIpAttribute;
import io.wgnetlink.wireguard.nativetests.RawWireGuard.DeviceAttribute;
import io.wgnetlink.wireguard.nativetests.RawWireGuard.PeerAttribute;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the kernel answers to requests that are wrong, and what becomes of its words.
 *
 * <p>Kernels differ in two steps, and each is recognised by what the kernel can do, not by its
 * version, for distributions take changes back to older ones: whether it knows flags of an allowed
 * IP (upstream in 6.16, together with checked flag bits), and whether it checks requests strictly
 * (upstream in 6.19, when the family stopped to tell a highest attribute). Measured on 6.1.192,
 * 6.12.107 and 7.2.13; texts are asserted where all kernels of a kind have them.
 */
class ErrorTableTests {
  private static final PublicKey A = PrivateKey.generate().publicKey();
  private static final PublicKey B = PrivateKey.generate().publicKey();
  private static final PublicKey C = PrivateKey.generate().publicKey();
  private static final byte[] ADDRESS = {10, 0, 0, 1};
  private static final int AF_INET = 2;

  private static Host host;
  private static RawWireGuard raw;
  private static boolean checksFlags;
  private static boolean isStrict;

  @BeforeAll
  static void open() {
    host = Host.create();
    raw = RawWireGuard.open(host.namespace);
    checksFlags = raw.set(named("wg0")
            .andThen(peers(key(A.bytes())
                .andThen(allowedIps(ip(AF_INET, ADDRESS, 32)
                    .andThen(w -> w.putU32(AllowedIpAttribute.WGALLOWEDIP_A_FLAGS, 0)))))))
        .isEmpty();
    isStrict = maxAttribute() == 0;
    assertThat(!isStrict || checksFlags).as("strict kernels are the newer ones").isTrue();
    System.out.printf("this kernel checks flags: %s, strictly: %s%n", checksFlags, isStrict);
  }

  @AfterAll
  static void close() {
    raw.close();
    host.close();
  }

  private enum FamilyAttribute implements Attribute {
    CTRL_ATTR_FAMILY_NAME(2, AttributeFormat.string(15)),
    CTRL_ATTR_MAXATTR(5, AttributeFormat.U32);

    private static final AttributeTable<FamilyAttribute> TABLE =
        AttributeTable.of(FamilyAttribute.class);
    private final int type;
    private final AttributeFormat format;

    FamilyAttribute(int type, AttributeFormat format) {
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

  private static int maxAttribute() {
    MessageSchema schema =
        new MessageSchema("CTRL_CMD_GETFAMILY", GenericHeader.LENGTH, FamilyAttribute.TABLE);
    Request request = Request.of("read the family wireguard", 0x10, schema, writer -> {
      GenericHeader.encode(writer, 3, 2);
      writer.putString(FamilyAttribute.CTRL_ATTR_FAMILY_NAME, "wireguard");
    });
    return raw.client().get(request, ErrorTableTests::decodeMaxAttribute);
  }

  private static int decodeMaxAttribute(MessageReader message) {
    AttributeCursor<FamilyAttribute> cursor = new AttributeCursor<>(FamilyAttribute.TABLE);
    cursor.over(message, GenericHeader.LENGTH);
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == FamilyAttribute.CTRL_ATTR_MAXATTR) {
        return cursor.s32();
      }
    }
    throw new AssertionError("a family without CTRL_ATTR_MAXATTR");
  }

  private static Optional<NetlinkException> setPeer(Consumer<MessageWriter> peer) {
    return raw.set(named("wg0").andThen(peers(peer)));
  }

  private static ExtendedAck refused(Optional<NetlinkException> outcome, Errno errno) {
    assertThat(outcome).as("a refusal").isPresent();
    System.out.println(outcome.get().getMessage());
    assertThat(outcome.get().errno()).as(outcome.get().getMessage()).contains(errno);
    return outcome.get().extendedAck();
  }

  @Test
  void shouldRefuseUnknownFlagsOfADevice() {
    Optional<NetlinkException> outcome =
        raw.set(named("wg0").andThen(w -> w.putU32(DeviceAttribute.WGDEVICE_A_FLAGS, 2)));
    ExtendedAck ack = refused(outcome, checksFlags ? Errno.EINVAL : Errno.EOPNOTSUPP);
    if (checksFlags) {
      assertThat(ack.message()).contains("reserved bit set");
      assertThat(ack.attribute()).contains("WGDEVICE_A_FLAGS");
      assertThat(outcome.get()).hasMessageContaining("\"reserved bit set\" at WGDEVICE_A_FLAGS");
    }
  }

  @Test
  void shouldRefuseUnknownFlagsOfAPeer() {
    Optional<NetlinkException> outcome =
        setPeer(key(A.bytes()).andThen(w -> w.putU32(PeerAttribute.WGPEER_A_FLAGS, 8)));
    ExtendedAck ack = refused(outcome, checksFlags ? Errno.EINVAL : Errno.EOPNOTSUPP);
    if (isStrict) {
      assertThat(ack.message()).contains("reserved bit set");
      assertThat(ack.attribute()).contains("WGDEVICE_A_PEERS[0].WGPEER_A_FLAGS");
    }
  }

  @Test
  void shouldRefuseFlagsOfAnAllowedIpThatItDoesNotKnow() {
    Optional<NetlinkException> outcome = setPeer(key(A.bytes())
        .andThen(allowedIps(ip(AF_INET, ADDRESS, 32)
            .andThen(w -> w.putU32(AllowedIpAttribute.WGALLOWEDIP_A_FLAGS, 2)))));
    ExtendedAck ack = refused(outcome, Errno.EINVAL);
    if (isStrict) {
      assertThat(ack.attribute())
          .contains("WGDEVICE_A_PEERS[0].WGPEER_A_ALLOWEDIPS[0].WGALLOWEDIP_A_FLAGS");
    }
    if (!checksFlags) {
      assertThat(ack).as("an older kernel says no word").isEqualTo(ExtendedAck.NONE);
    }
  }

  @Test
  void shouldRefuseWhatAReadDoesNotNeedWhereItIsStrict() {
    Optional<NetlinkException> outcome =
        raw.get(named("wg0").andThen(w -> w.putU32(DeviceAttribute.WGDEVICE_A_FLAGS, 0)));
    if (isStrict) {
      ExtendedAck ack = refused(outcome, Errno.EINVAL);
      assertThat(ack.message()).contains("Unknown attribute type");
      assertThat(ack.attribute()).contains("WGDEVICE_A_FLAGS");
    } else {
      assertThat(outcome).isEmpty();
    }
  }

  @Test
  void shouldRefuseAReservedHeaderFieldWhereItIsStrict() {
    Optional<NetlinkException> outcome = raw.execute(RawWireGuard.SET_DEVICE, 1, 1, named("wg0"));
    if (isStrict) {
      assertThat(refused(outcome, Errno.EINVAL).message())
          .contains("genlmsghdr.reserved field is not 0");
    } else {
      assertThat(outcome).isEmpty();
    }
  }

  @Test
  void shouldNotMindAVersionOfTheFamily() {
    assertThat(raw.execute(RawWireGuard.SET_DEVICE, 9, 0, named("wg0"))).isEmpty();
  }

  @Test
  void shouldRefuseToReadWithoutADump() {
    refused(raw.execute(RawWireGuard.GET_DEVICE, 1, 0, named("wg0")), Errno.EOPNOTSUPP);
  }

  @Test
  void shouldRefuseUnknownAttributesOfAPeer() {
    Optional<NetlinkException> outcome =
        setPeer(key(A.bytes()).andThen(w -> w.putU32(RawAttribute.u32(77), 0)));
    ExtendedAck ack = refused(outcome, Errno.EINVAL);
    if (isStrict) {
      assertThat(ack.message()).contains("Unknown attribute type");
      assertThat(ack.attribute()).contains("WGDEVICE_A_PEERS[0].attribute 77");
    }
  }

  @Test
  void shouldRefuseAPrivateKeyOf31Bytes() {
    Optional<NetlinkException> outcome = raw.set(named("wg0")
        .andThen(w -> w.putBytes(DeviceAttribute.WGDEVICE_A_PRIVATE_KEY, new byte[31])));
    ExtendedAck ack = refused(outcome, Errno.ERANGE);
    assertThat(ack.attribute()).contains("WGDEVICE_A_PRIVATE_KEY");
    assertThat(ack.policy().orElseThrow()).hasToString("BINARY, 32 bytes");
    assertThat(outcome.get())
        .hasMessageContaining("ERANGE (Numerical result out of range); the kernel says: \"")
        .hasMessageEndingWith("\" at WGDEVICE_A_PRIVATE_KEY, which takes BINARY, 32 bytes");
  }

  @Test
  void shouldRefuseAPublicKeyOf31Bytes() {
    ExtendedAck ack = refused(setPeer(key(new byte[31])), Errno.ERANGE);
    if (isStrict) {
      assertThat(ack.message()).contains("binary attribute size out of range");
      assertThat(ack.attribute()).contains("WGDEVICE_A_PEERS[0].WGPEER_A_PUBLIC_KEY");
    }
  }

  @Test
  void shouldRefuseAPeerWithoutKey() {
    refused(
        setPeer(w -> w.putU16(PeerAttribute.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, 1)),
        Errno.EINVAL);
  }

  @Test
  void shouldRefuseAnotherProtocolVersion() {
    refused(
        setPeer(key(A.bytes()).andThen(w -> w.putU32(PeerAttribute.WGPEER_A_PROTOCOL_VERSION, 2))),
        Errno.EPFNOSUPPORT);
    assertThat(setPeer(
            key(A.bytes()).andThen(w -> w.putU32(PeerAttribute.WGPEER_A_PROTOCOL_VERSION, 1))))
        .isEmpty();
  }

  @Test
  void shouldRefuseAShortEndpointAndIgnoreOneThatIsNone() {
    refused(endpoint(C, new byte[8]), Errno.ERANGE);
    byte[] ipv6InTheRoomOfIpv4 = new byte[16];
    ipv6InTheRoomOfIpv4[0] = 10;
    assertThat(endpoint(C, ipv6InTheRoomOfIpv4)).isEmpty();
    assertThat(host.wgShow("endpoints")).contains(C + "\t(none)");
  }

  private static Optional<NetlinkException> endpoint(PublicKey peer, byte[] address) {
    return setPeer(
        key(peer.bytes()).andThen(w -> w.putBytes(PeerAttribute.WGPEER_A_ENDPOINT, address)));
  }

  @Test
  void shouldRefuseDevicesThatAreNotThere() {
    refused(raw.get(named("absent0")), Errno.ENODEV);
    refused(raw.set(named("absent0")), Errno.ENODEV);
    refused(raw.get(named("lo")), Errno.EOPNOTSUPP);
    refused(raw.set(named("lo")), Errno.EOPNOTSUPP);
  }

  @Test
  void shouldRefuseARequestWithBothNamesOrNone() {
    Consumer<MessageWriter> index = w -> w.putU32(DeviceAttribute.WGDEVICE_A_IFINDEX, 1);
    refused(raw.get(w -> {}), Errno.EBADR);
    refused(raw.set(w -> {}), Errno.EBADR);
    refused(raw.get(named("wg0").andThen(index)), Errno.EBADR);
    refused(raw.set(named("wg0").andThen(index)), Errno.EBADR);
    refused(raw.get(w -> w.putU32(DeviceAttribute.WGDEVICE_A_IFINDEX, 12_345)), Errno.ENODEV);
  }

  @Test
  void shouldRefuseListsThatAreNotFlaggedAsNested() {
    Consumer<MessageWriter> flat =
        w -> w.putBytes(RawAttribute.bytes(8), new byte[] {4, 0, 0, (byte) 0x80});
    refused(raw.set(named("wg0").andThen(flat)), Errno.EINVAL);
  }

  @Test
  void shouldRefuseAMessageThatTheSendBufferHasNoRoomFor() throws IOException {
    int room = defaultSendBuffer();
    assumeTrue(room < 1 << 20, "the default send buffer is " + room + " bytes");
    Consumer<MessageWriter> filling = w -> {
      for (int bytes = 0; bytes <= room; bytes += 60_000) {
        w.putBytes(RawAttribute.bytes(60), new byte[60_000]);
      }
    };
    Optional<NetlinkException> outcome = raw.set(named("wg0").andThen(filling));
    refused(outcome, Errno.EMSGSIZE);
    assertThat(outcome.get()).hasMessageContaining("wmem_default");
  }

  /** Read by lines: the kernel answers the first read only, however small. */
  private static int defaultSendBuffer() throws IOException {
    try (BufferedReader file =
        Files.newBufferedReader(Path.of("/proc/sys/net/core/wmem_default"))) {
      return Integer.parseInt(file.readLine());
    }
  }

  @Test
  void shouldKeepWhatPrecedesTheFault() {
    try (Host other = Host.create();
        RawWireGuard rawOfOther = RawWireGuard.open(other.namespace)) {
      Optional<NetlinkException> outcome = rawOfOther.set(named("wg0")
          .andThen(w -> w.putU32(DeviceAttribute.WGDEVICE_A_FWMARK, 5))
          .andThen(peers(
              key(A.bytes()).andThen(allowedIps(ip(AF_INET, ADDRESS, 32))),
              key(B.bytes()).andThen(allowedIps(ip(AF_INET, ADDRESS, 33))),
              key(C.bytes()).andThen(allowedIps(ip(AF_INET, ADDRESS, 31))))));
      ExtendedAck ack = refused(outcome, Errno.EINVAL);
      if (ack.attribute().isEmpty()) {
        // The check of the whole message before anything is done does not look at prefix lengths.
        assertThat(other.wgShow("fwmark")).containsExactly("0x5");
        assertThat(other.wgShow("allowed-ips"))
            .containsExactly(A + "\t10.0.0.1/32", B + "\t(none)");
      } else {
        assertThat(ack.attribute().get()).endsWith("WGALLOWEDIP_A_CIDR_MASK");
        assertThat(other.wgShow("fwmark")).containsExactly("off");
        assertThat(other.wgShow("peers")).isEmpty();
      }
    }
  }

  @Test
  void shouldNameTheAttributeThatIsMissing() {
    GenericFamily netdev = null;
    try {
      netdev = GenericFamily.resolve(raw.client(), "netdev");
    } catch (NetlinkException e) {
      assertThat(e.is(Errno.ENOENT)).isTrue();
    }
    assumeTrue(netdev != null, "this kernel has no family netdev (Linux 6.3)");
    MessageSchema schema =
        new MessageSchema("NETDEV_CMD_DEV_GET", GenericHeader.LENGTH, NetdevAttribute.TABLE);
    Request request = netdev.request("read a network device", 1, schema, writer -> {});
    Optional<NetlinkException> outcome;
    try {
      raw.client().execute(request);
      outcome = Optional.empty();
    } catch (NetlinkException e) {
      outcome = Optional.of(e);
    }
    assertThat(refused(outcome, Errno.EINVAL).missingAttribute()).contains("NETDEV_A_DEV_IFINDEX");
    assertThat(outcome.get()).hasMessageEndingWith("NETDEV_A_DEV_IFINDEX is missing");
  }

  /** {@code uapi/linux/netdev.h}. */
  private enum NetdevAttribute implements Attribute {
    NETDEV_A_DEV_IFINDEX(1, AttributeFormat.U32);

    private static final AttributeTable<NetdevAttribute> TABLE =
        AttributeTable.of(NetdevAttribute.class);
    private final int type;
    private final AttributeFormat format;

    NetdevAttribute(int type, AttributeFormat format) {
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
}

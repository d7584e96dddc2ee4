package io.wgnetlink.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a kernel says in its acknowledgements, and the errors that come of it. */
class ExtendedAckTests {
  private static final Duration SHORT = Duration.ofMillis(20);

  private enum ThingAttribute implements Attribute {
    THING_NAME(1, AttributeFormat.string(15)),
    THING_SECRET(2, AttributeFormat.secret(8));

    private static final AttributeTable<ThingAttribute> TABLE =
        AttributeTable.of(ThingAttribute.class);
    private final int type;
    private final AttributeFormat format;

    ThingAttribute(int type, AttributeFormat format) {
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

  /** The kernel's side of {@code enum nlmsgerr_attrs}. */
  private enum Said implements Attribute {
    MSG(1, AttributeFormat.string(255)),
    OFFS(2, AttributeFormat.U32),
    COOKIE(3, AttributeFormat.binary()),
    POLICY(4, AttributeFormat.nested(SaidPolicy.TABLE)),
    MISS_TYPE(5, AttributeFormat.U32),
    MISS_NEST(6, AttributeFormat.U32),
    NEWER(99, AttributeFormat.U32);

    private final int type;
    private final AttributeFormat format;

    Said(int type, AttributeFormat format) {
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

  /** The kernel's side of {@code enum netlink_policy_type_attr}. */
  private enum SaidPolicy implements Attribute {
    TYPE(1, AttributeFormat.U32),
    MIN_VALUE_S(2, AttributeFormat.U64),
    MAX_VALUE_S(3, AttributeFormat.U64),
    MIN_VALUE_U(4, AttributeFormat.U64),
    MAX_VALUE_U(5, AttributeFormat.U64),
    MIN_LENGTH(6, AttributeFormat.U32),
    MAX_LENGTH(7, AttributeFormat.U32),
    BITFIELD32_MASK(10, AttributeFormat.U32),
    MASK(12, AttributeFormat.U64);

    private static final AttributeTable<SaidPolicy> TABLE = AttributeTable.of(SaidPolicy.class);
    private final int type;
    private final AttributeFormat format;

    SaidPolicy(int type, AttributeFormat format) {
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
      new MessageSchema("NEWTHING", 0, ThingAttribute.TABLE);

  private static Request request(String operation) {
    return Request.of(
        operation, 0x40, SCHEMA, writer -> writer.putString(ThingAttribute.THING_NAME, "thing"));
  }

  @Test
  void shouldNameTheAttributeThatTheKernelPointsAt() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.acknowledge(
          writer,
          sequence,
          22,
          said -> said.putString(Said.MSG, "bad name").putU32(Said.OFFS, 16)));
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.execute(request("make thing")))
          .isInstanceOfSatisfying(NetlinkException.class, e -> {
            assertThat(e.is(Errno.EINVAL)).isTrue();
            assertThat(e.operation()).isEqualTo("make thing");
            assertThat(e.extendedAck().attribute()).contains("THING_NAME");
          })
          .hasMessage("cannot make thing: EINVAL (Invalid argument);"
              + " the kernel says: \"bad name\" at THING_NAME");
    }
  }

  @Test
  void shouldReturnAndLogTheKernelsWarningOfASuccess() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.acknowledge(
          writer, sequence, 0, said -> said.putString(Said.MSG, "deprecated")));
    });
    PrintStream console = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThat(client.execute(request("make thing")).message()).contains("deprecated");
    } finally {
      System.setErr(console);
    }
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("WARN", "make thing", "deprecated")
        .hasLineCount(1);
  }

  @Test
  void shouldDecodeAllThatAnAcknowledgementSays() {
    ExtendedAck ack = refusal(said -> {
      said.putString(Said.MSG, "integer out of range")
          .putU32(Said.OFFS, 16)
          .putBytes(Said.COOKIE, new byte[] {1})
          .putU32(Said.NEWER, 7)
          .open(Said.POLICY)
          .putU32(SaidPolicy.TYPE, 3)
          .putU64(SaidPolicy.MIN_VALUE_U, 1)
          .putU64(SaidPolicy.MAX_VALUE_U, -1)
          .close();
    });
    assertThat(ack)
        .hasToString("\"integer out of range\" at THING_NAME,"
            + " which takes U16, values 1 to 18446744073709551615");
    AttributePolicy policy = ack.policy().orElseThrow();
    assertThat(policy.type()).isEqualTo(AttributePolicy.Type.U16);
    assertThat(policy.minValue()).hasValue(1);
    assertThat(policy.maxValue()).hasValue(-1);
    assertThat(policy.isSigned()).isFalse();
    assertThat(policy.minLength()).isEmpty();
    assertThat(policy.mask()).isEmpty();
  }

  @Test
  void shouldDecodeLimitsOfEveryKind() {
    assertThat(policy(said -> said.putU32(SaidPolicy.TYPE, 8)
            .putU64(SaidPolicy.MIN_VALUE_S, -5)
            .putU64(SaidPolicy.MAX_VALUE_S, 5)))
        .hasToString("S32, values -5 to 5");
    assertThat(policy(said -> said.putU32(SaidPolicy.TYPE, 10)
            .putU32(SaidPolicy.MIN_LENGTH, 32)
            .putU32(SaidPolicy.MAX_LENGTH, 32)))
        .hasToString("BINARY, 32 bytes")
        .satisfies(p -> assertThat(p.minLength()).hasValue(32))
        .satisfies(p -> assertThat(p.maxLength()).hasValue(32));
    assertThat(policy(said -> said.putU32(SaidPolicy.TYPE, 12).putU32(SaidPolicy.MAX_LENGTH, 15)))
        .hasToString("NUL_STRING, up to 15 bytes");
    assertThat(policy(said -> said.putU32(SaidPolicy.TYPE, 4).putU64(SaidPolicy.MASK, 7)))
        .hasToString("U32, bits 0x7")
        .satisfies(p -> assertThat(p.mask()).hasValue(7));
    assertThat(
            policy(said -> said.putU32(SaidPolicy.TYPE, 15).putU32(SaidPolicy.BITFIELD32_MASK, -1)))
        .hasToString("BITFIELD32, bits 0xffffffff");
    assertThat(policy(said -> said.putU32(SaidPolicy.TYPE, 77))).hasToString("UNKNOWN");
  }

  @Test
  void shouldNameTheAttributeThatIsMissing() {
    assertThat(refusal(said -> said.putU32(Said.MISS_TYPE, 2)).missingAttribute())
        .contains("THING_SECRET");
    assertThat(refusal(said -> said.putU32(Said.MISS_TYPE, 9)))
        .hasToString("attribute 9 is missing");
    assertThat(refusal(said -> said.putU32(Said.MISS_TYPE, 9).putU32(Said.MISS_NEST, 16)))
        .hasToString("THING_NAME.attribute 9 is missing");
  }

  @Test
  void shouldSurviveSerialization() throws Exception {
    NetlinkException original = refused(said -> said.putString(Said.MSG, "bad")
        .open(Said.POLICY)
        .putU32(SaidPolicy.TYPE, 4)
        .close());
    NetlinkException copy = copy(original);
    assertThat(copy).hasMessage(original.getMessage());
    assertThat(copy.operation()).isEqualTo("make thing");
    assertThat(copy.errno()).contains(Errno.EINVAL);
    assertThat(copy.extendedAck()).hasToString(original.extendedAck().toString());

    NetlinkException silent = copy(new NetlinkException("make thing", "no reason"));
    assertThat(silent.errno()).isEmpty();
    assertThat(silent.extendedAck()).isSameAs(ExtendedAck.NONE);
  }

  private static NetlinkException copy(NetlinkException original) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (NetlinkException) in.readObject();
    }
  }

  private static AttributePolicy policy(Consumer<MessageWriter> limits) {
    return refusal(said -> {
          said.open(Said.POLICY);
          limits.accept(said);
          said.close();
        })
        .policy()
        .orElseThrow();
  }

  private static ExtendedAck refusal(Consumer<MessageWriter> said) {
    return refused(said).extendedAck();
  }

  /** Returns what comes of a kernel that refuses with {@code EINVAL} and says this. */
  private static NetlinkException refused(Consumer<MessageWriter> said) {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 22, said));
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      return catchThrowableOfType(
          NetlinkException.class, () -> client.execute(request("make thing")));
    }
  }
}

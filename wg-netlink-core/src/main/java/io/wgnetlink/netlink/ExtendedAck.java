package io.wgnetlink.netlink;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MessageSchema;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What an acknowledgement says beyond the error number (Linux 4.12 and later; which parts it has
 * depends on the check that failed). On a success the text is a warning. Immutable.
 *
 * <p>The one part that is not kept is the cookie, {@code NLMSGERR_ATTR_COOKIE}: no protocol spoken
 * here sets it.
 */
public final class ExtendedAck implements Serializable {
  @Serial
  private static final long serialVersionUID = 1L;

  /** An acknowledgement that says nothing more. */
  public static final ExtendedAck NONE = new ExtendedAck();

  /** {@code MISS_NEST} is absent: the attribute is missing at the top level. */
  private static final int TOP_LEVEL = 0;

  /**
   * Attributes behind {@code struct nlmsgerr}, {@code enum nlmsgerr_attrs},
   * {@code uapi/linux/netlink.h}.
   */
  private enum ErrorAttribute implements Attribute {
    NLMSGERR_ATTR_MSG(1, AttributeFormat.string(0xffff - 5)),
    /** Bytes from the start of the request to the attribute at fault. */
    NLMSGERR_ATTR_OFFS(2, AttributeFormat.U32),
    /** Linux 5.10. */
    NLMSGERR_ATTR_POLICY(4, AttributeFormat.binary()),
    /** Linux 6.0. */
    NLMSGERR_ATTR_MISS_TYPE(5, AttributeFormat.U32),
    /** Bytes from the start of the request to the nest in which it is missing. */
    NLMSGERR_ATTR_MISS_NEST(6, AttributeFormat.U32);

    static final AttributeTable<ErrorAttribute> TABLE = AttributeTable.of(ErrorAttribute.class);

    private final int type;
    private final AttributeFormat format;

    ErrorAttribute(int type, AttributeFormat format) {
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

  private @Nullable String message;
  private @Nullable String attribute;
  private @Nullable AttributePolicy policy;
  private @Nullable String missingAttribute;

  private ExtendedAck() {}

  /**
   * Decodes the attributes in {@code [from, to)} of a reply to the request that begins at
   * {@code requestAt}.
   */
  static ExtendedAck decode(
      ByteBuffer reply, int from, int to, MessageSchema schema, ByteBuffer request, int requestAt) {
    ExtendedAck ack = new ExtendedAck();
    int missingType = -1;
    int missingNest = TOP_LEVEL;
    AttributeCursor<ErrorAttribute> cursor =
        new AttributeCursor<>(ErrorAttribute.TABLE).over(reply, from, to);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NLMSGERR_ATTR_MSG -> ack.message = cursor.string();
        case NLMSGERR_ATTR_OFFS ->
          ack.attribute = schema.pathTo(request, requestAt, cursor.s32()).orElse(null);
        case NLMSGERR_ATTR_POLICY -> ack.policy = AttributePolicy.decode(cursor);
        case NLMSGERR_ATTR_MISS_TYPE -> missingType = cursor.s32();
        case NLMSGERR_ATTR_MISS_NEST -> missingNest = cursor.s32();
      }
    }
    if (missingType >= 0) {
      ack.missingAttribute = schema.pathToMissing(request, requestAt, missingNest, missingType);
    }
    return ack.isEmpty() ? NONE : ack;
  }

  /** Returns the kernel's text. */
  public Optional<String> message() {
    return Optional.ofNullable(message);
  }

  /**
   * Returns the path of names to the attribute at fault, for example
   * {@code WGDEVICE_A_PEERS[0].WGPEER_A_ENDPOINT}.
   */
  public Optional<String> attribute() {
    return Optional.ofNullable(attribute);
  }

  /** Returns what the kernel accepts for the attribute at fault. */
  public Optional<AttributePolicy> policy() {
    return Optional.ofNullable(policy);
  }

  /**
   * Returns the path of names to an attribute that is required and was not sent, for example
   * {@code WGDEVICE_A_PEERS[2].WGPEER_A_PUBLIC_KEY}.
   */
  public Optional<String> missingAttribute() {
    return Optional.ofNullable(missingAttribute);
  }

  public boolean isEmpty() {
    return message == null && attribute == null && policy == null && missingAttribute == null;
  }

  @Serial
  private Object readResolve() {
    return isEmpty() ? NONE : this;
  }

  /**
   * Returns all of it in words, for example {@code "integer out of range" at WGDEVICE_A_FLAGS,
   * which takes U32, bits 0x1}.
   */
  @Override
  public String toString() {
    StringBuilder fault = new StringBuilder();
    message().ifPresent(m -> fault.append('"').append(m).append('"'));
    attribute()
        .ifPresent(a -> fault.append(fault.isEmpty() ? "" : " ").append("at ").append(a));
    StringJoiner text = new StringJoiner(", ");
    if (!fault.isEmpty()) {
      text.add(fault);
    }
    policy().ifPresent(p -> text.add((attribute == null ? "it takes " : "which takes ") + p));
    missingAttribute().ifPresent(m -> text.add(m + " is missing"));
    return text.toString();
  }
}

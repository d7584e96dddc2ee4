package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.util.Optional;

/** Generic netlink: the family that knows the others, and WireGuard's. */
final class GenericNetlink implements Protocol {
  /** {@code GENL_ID_CTRL}, {@code uapi/linux/genetlink.h}. */
  static final int CONTROL_ID = 0x10;

  /** Any number above; real kernels give one to a family when its module is loaded. */
  static final int WIREGUARD_ID = 0x20;

  private static final String WIREGUARD = "wireguard";
  private static final int CTRL_CMD_NEWFAMILY = 1;
  private static final int CTRL_CMD_GETFAMILY = 3;
  private static final int CTRL_CMD_GETPOLICY = 10;
  static final int CONTROL_VERSION = 2;
  static final int WG_CMD_GET_DEVICE = 0;
  static final int WG_CMD_SET_DEVICE = 1;

  private final MemoryKernel kernel;

  GenericNetlink(MemoryKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public Optional<Answer> carryOut(MessageReader request) {
    int command = GenericHeader.command(request);
    if (request.type() == CONTROL_ID && command == CTRL_CMD_GETFAMILY) {
      return Optional.of(family(request));
    }
    if (request.type() == WIREGUARD_ID && command == WG_CMD_SET_DEVICE) {
      return setDevice(request);
    }
    throw new Refusal(Errno.EOPNOTSUPP);
  }

  @Override
  public Answer dump(MessageReader request) {
    int command = GenericHeader.command(request);
    if (request.type() == WIREGUARD_ID && command == WG_CMD_GET_DEVICE) {
      return getDevice(request);
    }
    if (request.type() == CONTROL_ID && command == CTRL_CMD_GETPOLICY) {
      return Answer.dump(new PolicyDump(kernel.options()), false);
    }
    throw new Refusal(Errno.EOPNOTSUPP);
  }

  private Optional<Answer> setDevice(MessageReader request) {
    Trouble.Verdict verdict = kernel.trouble().before(Trouble.RequestKind.CHANGE);
    kernel.locked(() -> {
      kernel.countChange();
      kernel.requireNetAdmin();
      new DeviceChange(kernel, verdict.stumble()).apply(request);
    });
    return verdict.otherAnswer();
  }

  private Answer getDevice(MessageReader request) {
    Trouble.Verdict verdict = kernel.trouble().before(Trouble.RequestKind.READING);
    Dump dump = kernel.locked(() -> {
      kernel.requireNetAdmin();
      return new DeviceDump(kernel, DeviceChange.target(kernel, request));
    });
    return verdict.otherAnswer().orElseGet(() -> Answer.dump(dump, verdict.interrupted()));
  }

  private Answer family(MessageReader request) {
    AttributeCursor<ControlAttribute> fields = new AttributeCursor<>(ControlAttribute.TABLE);
    fields.over(request, GenericHeader.LENGTH);
    while (fields.next()) {
      if (!fields.isUnknown()
          && fields.attribute() == ControlAttribute.CTRL_ATTR_FAMILY_NAME
          && fields.string().equals(WIREGUARD)
          && kernel.options().hasWireGuard()) {
        return GenericNetlink::writeFamily;
      }
    }
    throw new Refusal(Errno.ENOENT);
  }

  private static boolean writeFamily(MessageWriter writer, int sequence, int room) {
    writer.beginMessage(CONTROL_ID, 0, sequence);
    GenericHeader.encode(writer, CTRL_CMD_NEWFAMILY, CONTROL_VERSION);
    writer.putString(ControlAttribute.CTRL_ATTR_FAMILY_NAME, WIREGUARD);
    writer.putU16(ControlAttribute.CTRL_ATTR_FAMILY_ID, WIREGUARD_ID);
    writer.putU32(ControlAttribute.CTRL_ATTR_VERSION, 1);
    writer.endMessage();
    return false;
  }
}

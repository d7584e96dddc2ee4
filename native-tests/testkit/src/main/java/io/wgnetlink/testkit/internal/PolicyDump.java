package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.wireguard.internal.WgAllowedIpAttribute;
import io.wgnetlink.wireguard.internal.WgDeviceAttribute;
import io.wgnetlink.wireguard.internal.WgPeerAttribute;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * {@code CTRL_CMD_GETPOLICY} for WireGuard's family: a message that gives the command its policy,
 * then one for each attribute. A kernel that can remove single allowed IPs shows the tables down to
 * those (Linux 6.19); an older one ends at the device's.
 */
final class PolicyDump implements Dump {
  private static final int CTRL_CMD_GETPOLICY = 10;

  /** {@code NL_ATTR_TYPE_NESTED_ARRAY} and {@code NL_ATTR_TYPE_BINARY}, netlink.h. */
  private static final int NESTED_ARRAY = 13;

  private static final int BINARY = 9;

  private record Line(int policy, Attribute attribute) {}

  private final boolean nested;
  private final Iterator<Line> lines;
  private boolean begun;

  PolicyDump(KernelOptions options) {
    nested = options.removesAllowedIps();
    List<Line> all = new ArrayList<>();
    add(0, WgDeviceAttribute.values(), all);
    if (nested) {
      add(1, WgPeerAttribute.values(), all);
      add(2, WgAllowedIpAttribute.values(), all);
    }
    lines = all.iterator();
  }

  private static void add(int policy, Attribute[] attributes, List<Line> all) {
    for (Attribute attribute : attributes) {
      all.add(new Line(policy, attribute));
    }
  }

  @Override
  public boolean write(MessageWriter writer, int sequence, int flags) {
    writer.beginMessage(GenericNetlink.CONTROL_ID, flags, sequence);
    GenericHeader.encode(writer, CTRL_CMD_GETPOLICY, GenericNetlink.CONTROL_VERSION);
    writer.putU16(ControlAttribute.CTRL_ATTR_FAMILY_ID, GenericNetlink.WIREGUARD_ID);
    if (begun) {
      putAttribute(lines.next(), writer);
    } else {
      putCommand(writer);
      begun = true;
    }
    writer.endMessage();
    return lines.hasNext();
  }

  private static void putCommand(MessageWriter writer) {
    writer.open(ControlAttribute.CTRL_ATTR_OP_POLICY);
    writer.openElement(GenericNetlink.WG_CMD_SET_DEVICE);
    writer.putU32(ControlAttribute.CommandPolicy.CTRL_ATTR_POLICY_DO, 0);
    writer.close();
    writer.close();
  }

  private void putAttribute(Line line, MessageWriter writer) {
    boolean list = line.attribute().format().kind() == AttributeFormat.Kind.NESTED_ARRAY;
    writer.open(ControlAttribute.CTRL_ATTR_POLICY);
    writer.openElement(line.policy());
    writer.openElement(line.attribute().type());
    writer.putU32(ControlAttribute.Policy.NL_POLICY_TYPE_ATTR_TYPE, list ? NESTED_ARRAY : BINARY);
    if (list && nested) {
      writer.putU32(ControlAttribute.Policy.NL_POLICY_TYPE_ATTR_POLICY_IDX, line.policy() + 1);
    }
    writer.close();
    writer.close();
    writer.close();
  }
}

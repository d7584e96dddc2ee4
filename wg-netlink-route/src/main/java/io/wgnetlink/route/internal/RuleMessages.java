package io.wgnetlink.route.internal;

import static io.wgnetlink.route.internal.RuleAttribute.FRA_DPORT_MASK;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_DPORT_RANGE;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_DSCP;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_DSCP_MASK;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_DST;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_FLOW;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_FLOWLABEL;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_FLOWLABEL_MASK;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_FWMARK;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_FWMASK;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_GOTO;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_IIFNAME;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_IP_PROTO;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_L3MDEV;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_OIFNAME;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_PRIORITY;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_PROTOCOL;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_SPORT_MASK;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_SPORT_RANGE;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_SRC;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_SUPPRESS_IFGROUP;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_SUPPRESS_PREFIXLEN;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_TABLE;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_TUN_ID;
import static io.wgnetlink.route.internal.RuleAttribute.FRA_UID_RANGE;

import io.wgnetlink.link.internal.KeptAttribute;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.route.MaskedValue;
import io.wgnetlink.route.PortRange;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The messages of rules: requests from values, values from replies. */
public final class RuleMessages {
  public static final int RTM_NEWRULE = 32;
  public static final int RTM_DELRULE = 33;
  public static final int RTM_GETRULE = 34;

  private static final MessageSchema NEWRULE = schema("RTM_NEWRULE");
  private static final MessageSchema DELRULE = schema("RTM_DELRULE");
  private static final MessageSchema GETRULE = schema("RTM_GETRULE");

  /** Tables beyond have no room in the header. */
  private static final int MAX_TABLE = 0xff;

  /** The mask by which all bits of a code point count. */
  static final int WHOLE_DSCP = 0x3f;

  private RuleMessages() {}

  private static MessageSchema schema(String name) {
    return new MessageSchema(name, RuleMessage.LENGTH, RuleAttribute.TABLE);
  }

  // Requests.

  /** The kernel answers with the rule that it made. */
  public static Request add(Rule rule) {
    if (rule.action().equals(RuleAction.LOOKUP) && rule.table() == 0 && !rule.l3mdev()) {
      throw new IllegalArgumentException("the rule '" + rule + "' looks up no table");
    }
    return Request.of("add rule " + rule, RTM_NEWRULE, NEWRULE, w -> write(w, rule))
        .withFlags(MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_EXCL | MessageFlags.NLM_F_ECHO);
  }

  static Request delete(Rule rule) {
    return Request.of("delete rule " + rule, RTM_DELRULE, DELRULE, w -> write(w, rule));
  }

  static Request dump(AddressFamily family) {
    return Request.of(
        "list rules " + family,
        RTM_GETRULE,
        GETRULE,
        w -> writeHeader(w, new RuleMessage(family.number(), 0, 0, 0, 0, 0, 0)));
  }

  private static void write(MessageWriter w, Rule rule) {
    boolean isShort = Integer.compareUnsigned(rule.table(), MAX_TABLE) <= 0;
    int flags =
        (rule.flags() & Rule.FLAG_FIND_SADDR) | (rule.inverted() ? RuleMessage.FIB_RULE_INVERT : 0);
    writeHeader(
        w,
        new RuleMessage(
            rule.family().number(),
            rule.destination().map(IpPrefix::length).orElse(0),
            rule.source().map(IpPrefix::length).orElse(0),
            rule.tos(),
            isShort ? rule.table() : 0,
            rule.action().number(),
            flags));
    // Priority 0 is one as any other: only an absent attribute lets the kernel choose.
    rule.priority().ifPresent(number -> w.putU32(FRA_PRIORITY, number));
    writeSelector(w, rule);
    if (!isShort) {
      w.putU32(FRA_TABLE, rule.table());
    }
    rule.gotoPriority().ifPresent(number -> w.putU32(FRA_GOTO, number));
    if (rule.l3mdev()) {
      w.putU8(FRA_L3MDEV, 1);
    }
    rule.suppressPrefixLength().ifPresent(length -> w.putU32(FRA_SUPPRESS_PREFIXLEN, length));
    rule.suppressGroup().ifPresent(group -> w.putU32(FRA_SUPPRESS_IFGROUP, group));
    if (rule.realms() != 0) {
      w.putU32(FRA_FLOW, rule.realms());
    }
    if (rule.protocol() != 0) {
      w.putU8(FRA_PROTOCOL, rule.protocol());
    }
    rule.otherAttributes().forEach(kept -> w.putBytes(new KeptAttribute(kept), kept.payload()));
  }

  private static void writeSelector(MessageWriter w, Rule rule) {
    writePrefix(w, FRA_SRC, rule, rule.source());
    writePrefix(w, FRA_DST, rule, rule.destination());
    rule.mark().ifPresent(mark -> {
      w.putU32(FRA_FWMARK, mark.value());
      w.putU32(FRA_FWMASK, mark.mask());
    });
    rule.iif().ifPresent(name -> w.putString(FRA_IIFNAME, name.value()));
    rule.oif().ifPresent(name -> w.putString(FRA_OIFNAME, name.value()));
    if (rule.ipProtocol() != 0) {
      w.putU8(FRA_IP_PROTO, rule.ipProtocol());
    }
    rule.sourcePorts().ifPresent(p -> writePorts(w, FRA_SPORT_RANGE, FRA_SPORT_MASK, p));
    rule.destinationPorts().ifPresent(p -> writePorts(w, FRA_DPORT_RANGE, FRA_DPORT_MASK, p));
    rule.uids().ifPresent(uids -> RuleRanges.encode(w, FRA_UID_RANGE, uids));
    if (rule.tunnelId() != 0) {
      w.putBytes(FRA_TUN_ID, ByteBuffer.allocate(8).putLong(rule.tunnelId()).array());
    }
    rule.dscp().ifPresent(dscp -> {
      w.putU8(FRA_DSCP, dscp.value());
      if (dscp.mask() != WHOLE_DSCP) {
        w.putU8(FRA_DSCP_MASK, dscp.mask());
      }
    });
    rule.flowLabel().ifPresent(label -> writeFlowLabel(w, label));
  }

  /** An address that a prefix cannot hold was kept, and is written instead. */
  private static void writePrefix(
      MessageWriter w, RuleAttribute attribute, Rule rule, Optional<IpPrefix> prefix) {
    if (prefix.isPresent()
        && rule.otherAttributes().stream().noneMatch(kept -> kept.type() == attribute.type())) {
      w.putBytes(attribute, prefix.get().address().getAddress());
    }
  }

  private static void writePorts(
      MessageWriter w, RuleAttribute range, RuleAttribute mask, PortRange ports) {
    RuleRanges.encode(w, range, ports);
    if (ports.mask() != PortRange.WHOLE) {
      w.putU16(mask, ports.mask());
    }
  }

  /** The kernel wants the mask also when all bits count. */
  private static void writeFlowLabel(MessageWriter w, MaskedValue label) {
    w.putBytes(FRA_FLOWLABEL, ByteBuffer.allocate(4).putInt(label.value()).array());
    w.putBytes(FRA_FLOWLABEL_MASK, ByteBuffer.allocate(4).putInt(label.mask()).array());
  }

  private static void writeHeader(MessageWriter w, RuleMessage header) {
    int at = w.reserve(RuleMessage.LENGTH);
    header.encode(w.buffer(), at);
  }

  // Replies.

  /** Returns whether a reply or event is about a rule of a family that is known here. */
  public static boolean isRule(MessageReader message) {
    return (message.type() == RTM_NEWRULE || message.type() == RTM_DELRULE)
        && family(message).isPresent();
  }

  /** Reads the rule that a message of type {@code RTM_NEWRULE} or {@code RTM_DELRULE} is about. */
  public static Rule decode(MessageReader message) {
    return new RuleReader(message).read();
  }

  static Optional<AddressFamily> family(MessageReader message) {
    int number = RuleMessage.decode(message.buffer(), message.payload(RuleMessage.LENGTH))
        .family();
    for (AddressFamily family : AddressFamily.values()) {
      if (family.number() == number) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }
}

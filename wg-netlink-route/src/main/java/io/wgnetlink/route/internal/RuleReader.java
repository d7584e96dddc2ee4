package io.wgnetlink.route.internal;

import io.wgnetlink.link.internal.Payloads;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.PortRange;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects the parts of one {@link Rule} from a message. The kernel keeps addresses and interface
 * names as somebody gave them and compares them byte by byte when the rule is to be deleted; so
 * what a component cannot hold is kept as an attribute beside it.
 */
final class RuleReader {
  private static final int WHOLE_MARK = -1;
  private static final int WHOLE_FLOW_LABEL = 0xfffff;

  private final MessageReader message;
  private final RuleMessage header;
  private final Rule.Builder rule;
  private final AddressFamily family;

  private int table;
  private Optional<Integer> mark = Optional.empty();
  private Optional<Integer> markMask = Optional.empty();
  private Optional<Integer> dscp = Optional.empty();
  private Optional<Integer> dscpMask = Optional.empty();
  private Optional<Integer> flowLabel = Optional.empty();
  private Optional<Integer> flowLabelMask = Optional.empty();
  private Optional<PortRange> sourcePorts = Optional.empty();
  private Optional<PortRange> destinationPorts = Optional.empty();
  private int sourceMask = PortRange.WHOLE;
  private int destinationMask = PortRange.WHOLE;
  private Optional<InetAddress> source = Optional.empty();
  private Optional<InetAddress> destination = Optional.empty();
  private final List<UnknownAttribute> others = new ArrayList<>(0);

  RuleReader(MessageReader message) {
    this.message = message;
    this.header = RuleMessage.decode(message.buffer(), message.payload(RuleMessage.LENGTH));
    this.family = RuleMessages.family(message)
        .orElseThrow(() -> malformed("a rule of family " + header.family()));
    this.rule = Rule.builder(family);
    this.table = header.table();
  }

  Rule read() {
    // A rule without the attribute has priority 0.
    rule.priority(0);
    AttributeCursor<RuleAttribute> cursor =
        new AttributeCursor<>(RuleAttribute.TABLE).over(message, RuleMessage.LENGTH);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        others.add(cursor.copy());
      } else {
        readAttribute(cursor);
      }
    }
    prefix(source, header.sourceLength()).ifPresent(rule::source);
    prefix(destination, header.destinationLength()).ifPresent(rule::destination);
    if (mark.isPresent() || markMask.isPresent()) {
      rule.mark(mark.orElse(0), markMask.orElse(WHOLE_MARK));
    }
    dscp.ifPresent(code -> rule.dscp(code, dscpMask.orElse(RuleMessages.WHOLE_DSCP)));
    if (flowLabel.isPresent() || flowLabelMask.isPresent()) {
      rule.flowLabel(flowLabel.orElse(0), flowLabelMask.orElse(WHOLE_FLOW_LABEL));
    }
    sourcePorts.ifPresent(p -> rule.sourcePorts(new PortRange(p.first(), p.last(), sourceMask)));
    destinationPorts.ifPresent(
        p -> rule.destinationPorts(new PortRange(p.first(), p.last(), destinationMask)));
    if ((header.flags() & RuleMessage.FIB_RULE_INVERT) != 0) {
      rule.inverted();
    }
    others.forEach(rule::otherAttribute);
    return rule.tos(header.tos())
        .action(new RuleAction(header.action()))
        .table(table)
        .flags(header.flags() & ~RuleMessage.FIB_RULE_INVERT)
        .build();
  }

  private void readAttribute(AttributeCursor<RuleAttribute> cursor) {
    switch (cursor.attribute()) {
      case FRA_DST -> destination = Optional.of(address(cursor, header.destinationLength()));
      case FRA_SRC -> source = Optional.of(address(cursor, header.sourceLength()));
      case FRA_IIFNAME -> name(cursor).ifPresentOrElse(rule::iif, () -> others.add(cursor.copy()));
      case FRA_OIFNAME -> name(cursor).ifPresentOrElse(rule::oif, () -> others.add(cursor.copy()));
      case FRA_GOTO -> rule.gotoPriority(cursor.s32());
      case FRA_PRIORITY -> rule.priority(cursor.s32());
      case FRA_FWMARK -> mark = Optional.of(cursor.s32());
      case FRA_FWMASK -> markMask = Optional.of(cursor.s32());
      case FRA_FLOW -> rule.realms(cursor.s32());
      case FRA_TUN_ID -> rule.tunnelId(bigEndian(cursor).getLong(0));
      case FRA_SUPPRESS_IFGROUP -> rule.suppressGroup(cursor.s32());
      case FRA_SUPPRESS_PREFIXLEN -> rule.suppressPrefixLength(cursor.s32());
      case FRA_TABLE -> table = cursor.s32();
      case FRA_L3MDEV -> {
        if (cursor.u8() != 0) {
          rule.l3mdev();
        }
      }
      case FRA_UID_RANGE -> rule.uids(RuleRanges.uids(cursor));
      case FRA_PROTOCOL -> rule.protocol(cursor.u8());
      case FRA_IP_PROTO -> rule.ipProtocol(cursor.u8());
      case FRA_SPORT_RANGE -> sourcePorts = Optional.of(RuleRanges.ports(cursor));
      case FRA_DPORT_RANGE -> destinationPorts = Optional.of(RuleRanges.ports(cursor));
      case FRA_SPORT_MASK -> sourceMask = cursor.u16();
      case FRA_DPORT_MASK -> destinationMask = cursor.u16();
      case FRA_DSCP -> dscp = Optional.of(bits(cursor, cursor.u8(), RuleMessages.WHOLE_DSCP));
      case FRA_DSCP_MASK ->
        dscpMask = Optional.of(bits(cursor, cursor.u8(), RuleMessages.WHOLE_DSCP));
      case FRA_FLOWLABEL -> flowLabel = Optional.of(label(cursor));
      case FRA_FLOWLABEL_MASK -> flowLabelMask = Optional.of(label(cursor));
      case FRA_PAD -> {}
    }
  }

  private InetAddress address(AttributeCursor<RuleAttribute> cursor, int length) {
    InetAddress address = Payloads.address(cursor, family);
    others.removeIf(kept -> kept.type() == cursor.type()); // the last one counts
    if (length <= family.bits() && !IpPrefix.of(address, length).address().equals(address)) {
      others.add(cursor.copy());
    }
    return address;
  }

  private Optional<IpPrefix> prefix(Optional<InetAddress> address, int length) {
    if (length > family.bits()) {
      throw malformed("an " + family + " prefix of " + length + " bits");
    }
    return length == 0
        ? Optional.empty()
        : Optional.of(
            IpPrefix.of(address.orElseGet(() -> IpAddresses.of(new byte[family.bytes()])), length));
  }

  /** Empty for a name that no link can have. */
  private static Optional<InterfaceName> name(AttributeCursor<RuleAttribute> cursor) {
    try {
      InterfaceName name = InterfaceName.of(cursor.string());
      // Bytes that are no UTF-8 would not be written again as they were.
      boolean same = name.value().indexOf('\ufffd') < 0;
      return same ? Optional.of(name) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int label(AttributeCursor<RuleAttribute> cursor) {
    return bits(cursor, bigEndian(cursor).getInt(0), WHOLE_FLOW_LABEL);
  }

  private static int bits(AttributeCursor<RuleAttribute> cursor, int value, int all) {
    if ((value & ~all) != 0) {
      throw new MalformedMessageException(
          cursor.payload(), cursor.attribute() + " is 0x" + Integer.toHexString(value));
    }
    return value;
  }

  private static ByteBuffer bigEndian(AttributeCursor<RuleAttribute> cursor) {
    return ByteBuffer.wrap(cursor.bytes());
  }

  private MalformedMessageException malformed(String reason) {
    return new MalformedMessageException(message.start(), reason);
  }
}

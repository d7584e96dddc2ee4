package io.wgnetlink.route;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A rule of a kernel's routing policy: which packets it selects, and what is done with them.
 * Immutable.
 *
 * <pre>{@code
 * Rule marked = Rule.builder(AddressFamily.IPV6).priority(100).mark(0x1, 0xff).lookup(1000).build();
 * }</pre>
 *
 * <p>Rules are tried by priority, those of one priority in the order in which they were added. What
 * a rule leaves open selects every packet.
 *
 * @param family the packets' family
 * @param priority its place, unsigned, the smallest is tried first; when empty, the kernel puts a
 *     new rule before all others but the first. A rule that was read always has one, 0 included
 * @param inverted whether it selects the packets to which the rest does <em>not</em> apply
 * @param source the packet's source
 * @param destination the packet's destination
 * @param iif the link it came in by; {@code lo} for packets of this host
 * @param oif the link that its socket is bound to
 * @param mark the packet's mark ({@code fwmark})
 * @param tos its type of service, the two ECN bits 0; 0 for any
 * @param dscp its differentiated services code point, 0 to 63, mask 0x3f (Linux 6.13, other masks
 *     6.16); excludes {@code tos}
 * @param flowLabel its flow label, 20 bits, IPv6 only (Linux 6.14)
 * @param ipProtocol its protocol, such as 17 for UDP; 0 for any
 * @param sourcePorts its source port
 * @param destinationPorts its destination port
 * @param uids the user whose socket sends it
 * @param tunnelId the id of the tunnel it came by, as lightweight tunnels have it; 0 for any
 * @param l3mdev whether it belongs to a VRF, in whose table it is then looked up
 * @param action what is done
 * @param table the table that {@link RuleAction#LOOKUP} asks, unsigned; 0 when the action is
 *     another one, or with {@code l3mdev}
 * @param gotoPriority the priority of the rule that {@link RuleAction#GOTO} goes on with, unsigned
 * @param suppressPrefixLength routes found are ignored when their prefix is of this length or
 *     shorter: with 0, default routes are
 * @param suppressGroup routes found are ignored when they go by a link of this group
 * @param realms the realms of packets it selects, source's in the upper 16 bits, destination's in
 *     the lower, IPv4 only; 0 for none
 * @param protocol who made it, {@code RTPROT_*}; 0 when nobody says
 * @param flags {@code FIB_RULE_*} but for {@code FIB_RULE_INVERT}: what the kernel found, such as a
 *     link that is not there; of a new rule only {@link #FLAG_FIND_SADDR} counts
 * @param otherAttributes attributes that have no component here, or that a component cannot hold
 *     (an interface name that is none, an address with bits beyond its prefix); they are sent along
 */
public record Rule(
    AddressFamily family,
    Optional<Integer> priority,
    boolean inverted,
    Optional<IpPrefix> source,
    Optional<IpPrefix> destination,
    Optional<InterfaceName> iif,
    Optional<InterfaceName> oif,
    Optional<MaskedValue> mark,
    int tos,
    Optional<MaskedValue> dscp,
    Optional<MaskedValue> flowLabel,
    int ipProtocol,
    Optional<PortRange> sourcePorts,
    Optional<PortRange> destinationPorts,
    Optional<UidRange> uids,
    long tunnelId,
    boolean l3mdev,
    RuleAction action,
    int table,
    Optional<Integer> gotoPriority,
    Optional<Integer> suppressPrefixLength,
    Optional<Integer> suppressGroup,
    int realms,
    int protocol,
    int flags,
    List<UnknownAttribute> otherAttributes) {

  /** {@code FIB_RULE_PERMANENT}: it cannot be deleted. */
  public static final int FLAG_PERMANENT = 0x1;

  /** {@code FIB_RULE_UNRESOLVED}: there is no rule that its goto could go on with. */
  public static final int FLAG_UNRESOLVED = 0x4;

  /** {@code FIB_RULE_IIF_DETACHED}: there is no link named as its {@code iif}. */
  public static final int FLAG_IIF_DETACHED = 0x8;

  /** {@code FIB_RULE_OIF_DETACHED}: there is no link named as its {@code oif}. */
  public static final int FLAG_OIF_DETACHED = 0x10;

  /** {@code FIB_RULE_FIND_SADDR}: the source address of a packet that leaves it open is sought. */
  public static final int FLAG_FIND_SADDR = 0x10000;

  /** The mask by which all bits of a code point count. */
  static final int WHOLE_DSCP = 0x3f;

  /** The mask by which all bits of a flow label count. */
  static final int WHOLE_FLOW_LABEL = 0xfffff;

  public Rule {
    requireFamily(family, source);
    requireFamily(family, destination);
    requireRange("type of service", tos, 0xff);
    requireRange("IP protocol", ipProtocol, 0xff);
    requireRange("rule protocol", protocol, 0xff);
    dscp.ifPresent(code -> requireMasked("DSCP", code, WHOLE_DSCP));
    flowLabel.ifPresent(label -> requireMasked("flow label", label, WHOLE_FLOW_LABEL));
    // What selects every packet is not kept by the kernel.
    source = source.filter(prefix -> prefix.length() > 0);
    destination = destination.filter(prefix -> prefix.length() > 0);
    mark = mark.filter(value -> value.value() != 0 || value.mask() != 0);
    flowLabel = flowLabel.filter(label -> label.value() != 0 || label.mask() != 0);
    suppressPrefixLength = suppressPrefixLength.filter(length -> length != -1);
    suppressGroup = suppressGroup.filter(group -> group != -1);
    otherAttributes = List.copyOf(otherAttributes);
  }

  private static void requireFamily(AddressFamily family, Optional<IpPrefix> prefix) {
    if (prefix.isPresent() && prefix.get().family() != family) {
      throw new IllegalArgumentException(prefix.get() + " in a rule for " + family);
    }
  }

  private static void requireRange(String what, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(what + " " + value + " is not in 0 to " + max);
    }
  }

  private static void requireMasked(String what, MaskedValue masked, int max) {
    requireRange(what, masked.value(), max);
    requireRange(what + " mask", masked.mask(), max);
  }

  /** Returns whether its goto leads nowhere, so that it does nothing. */
  public boolean isUnresolved() {
    return (flags & FLAG_UNRESOLVED) != 0;
  }

  /**
   * Starts a rule that selects every packet and looks it up in table main, at a priority that the
   * kernel chooses, unless said otherwise.
   */
  public static Builder builder(AddressFamily family) {
    return new Builder(family);
  }

  /** Starts a rule that is like this one unless said otherwise. */
  public Builder toBuilder() {
    Builder builder = new Builder(family);
    builder.priority = priority;
    builder.inverted = inverted;
    builder.source = source;
    builder.destination = destination;
    builder.iif = iif;
    builder.oif = oif;
    builder.mark = mark;
    builder.tos = tos;
    builder.dscp = dscp;
    builder.flowLabel = flowLabel;
    builder.ipProtocol = ipProtocol;
    builder.sourcePorts = sourcePorts;
    builder.destinationPorts = destinationPorts;
    builder.uids = uids;
    builder.tunnelId = tunnelId;
    builder.l3mdev = l3mdev;
    builder.action = action;
    builder.table = table;
    builder.gotoPriority = gotoPriority;
    builder.suppressPrefixLength = suppressPrefixLength;
    builder.suppressGroup = suppressGroup;
    builder.realms = realms;
    builder.protocol = protocol;
    builder.flags = flags;
    builder.otherAttributes.addAll(otherAttributes);
    return builder;
  }

  /** Collects the parts of a rule. Not thread-safe. */
  public static final class Builder {
    private final AddressFamily family;
    private Optional<Integer> priority = Optional.empty();
    private boolean inverted;
    private Optional<IpPrefix> source = Optional.empty();
    private Optional<IpPrefix> destination = Optional.empty();
    private Optional<InterfaceName> iif = Optional.empty();
    private Optional<InterfaceName> oif = Optional.empty();
    private Optional<MaskedValue> mark = Optional.empty();
    private int tos;
    private Optional<MaskedValue> dscp = Optional.empty();
    private Optional<MaskedValue> flowLabel = Optional.empty();
    private int ipProtocol;
    private Optional<PortRange> sourcePorts = Optional.empty();
    private Optional<PortRange> destinationPorts = Optional.empty();
    private Optional<UidRange> uids = Optional.empty();
    private long tunnelId;
    private boolean l3mdev;
    private RuleAction action = RuleAction.LOOKUP;
    private int table = Route.TABLE_MAIN;
    private Optional<Integer> gotoPriority = Optional.empty();
    private Optional<Integer> suppressPrefixLength = Optional.empty();
    private Optional<Integer> suppressGroup = Optional.empty();
    private int realms;
    private int protocol;
    private int flags;
    private final List<UnknownAttribute> otherAttributes = new ArrayList<>();

    private Builder(AddressFamily family) {
      this.family = family;
    }

    public Builder priority(int number) {
      priority = Optional.of(number);
      return this;
    }

    /** Lets the kernel choose the priority. */
    public Builder anyPriority() {
      priority = Optional.empty();
      return this;
    }

    /** Selects the packets to which the rest does not apply. */
    public Builder inverted() {
      inverted = true;
      return this;
    }

    public Builder source(IpPrefix prefix) {
      source = Optional.of(prefix);
      return this;
    }

    public Builder destination(IpPrefix prefix) {
      destination = Optional.of(prefix);
      return this;
    }

    public Builder iif(InterfaceName name) {
      iif = Optional.of(name);
      return this;
    }

    public Builder oif(InterfaceName name) {
      oif = Optional.of(name);
      return this;
    }

    /** Selects packets with just this mark. */
    public Builder mark(int value) {
      return mark(value, -1);
    }

    /** Selects packets by the bits of their mark that the mask has. */
    public Builder mark(int value, int mask) {
      mark = Optional.of(new MaskedValue(value, mask));
      return this;
    }

    public Builder tos(int bits) {
      tos = bits;
      return this;
    }

    public Builder dscp(int codePoint) {
      return dscp(codePoint, WHOLE_DSCP);
    }

    public Builder dscp(int codePoint, int mask) {
      dscp = Optional.of(new MaskedValue(codePoint, mask));
      return this;
    }

    public Builder flowLabel(int label) {
      return flowLabel(label, WHOLE_FLOW_LABEL);
    }

    public Builder flowLabel(int label, int mask) {
      flowLabel = Optional.of(new MaskedValue(label, mask));
      return this;
    }

    public Builder ipProtocol(int number) {
      ipProtocol = number;
      return this;
    }

    public Builder sourcePorts(PortRange ports) {
      sourcePorts = Optional.of(ports);
      return this;
    }

    public Builder destinationPorts(PortRange ports) {
      destinationPorts = Optional.of(ports);
      return this;
    }

    public Builder uids(UidRange users) {
      uids = Optional.of(users);
      return this;
    }

    public Builder tunnelId(long id) {
      tunnelId = id;
      return this;
    }

    /** Looks up packets of a VRF in the VRF's table. */
    public Builder l3mdev() {
      l3mdev = true;
      action = RuleAction.LOOKUP;
      table = 0;
      return this;
    }

    /** Sets the table alone; see {@link #lookup}. */
    public Builder table(int number) {
      table = number;
      return this;
    }

    /** Looks packets up in a table. */
    public Builder lookup(int tableNumber) {
      action = RuleAction.LOOKUP;
      table = tableNumber;
      return this;
    }

    /** Does something else than to look up: see {@link #gotoPriority} for a goto. */
    public Builder action(RuleAction newAction) {
      action = newAction;
      if (!newAction.equals(RuleAction.LOOKUP)) {
        table = 0;
      }
      return this;
    }

    /** Goes on with the rule at a higher priority number. */
    public Builder gotoPriority(int number) {
      gotoPriority = Optional.of(number);
      return action(RuleAction.GOTO);
    }

    public Builder suppressPrefixLength(int length) {
      suppressPrefixLength = Optional.of(length);
      return this;
    }

    public Builder suppressGroup(int group) {
      suppressGroup = Optional.of(group);
      return this;
    }

    public Builder realms(int fromAndTo) {
      realms = fromAndTo;
      return this;
    }

    public Builder protocol(int number) {
      protocol = number;
      return this;
    }

    public Builder flags(int bits) {
      flags = bits;
      return this;
    }

    public Builder otherAttribute(UnknownAttribute attribute) {
      otherAttributes.add(attribute);
      return this;
    }

    /** Forgets the attributes that have no component. */
    public Builder noOtherAttributes() {
      otherAttributes.clear();
      return this;
    }

    public Rule build() {
      return new Rule(
          family,
          priority,
          inverted,
          source,
          destination,
          iif,
          oif,
          mark,
          tos,
          dscp,
          flowLabel,
          ipProtocol,
          sourcePorts,
          destinationPorts,
          uids,
          tunnelId,
          l3mdev,
          action,
          table,
          gotoPriority,
          suppressPrefixLength,
          suppressGroup,
          realms,
          protocol,
          flags,
          otherAttributes);
    }
  }

  /** Returns the rule in the words of {@code ip rule}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(family.toString());
    priority.ifPresent(number -> text.append(" priority ").append(unsigned(number)));
    text.append(inverted ? " not" : "");
    text.append(" from ").append(source.map(IpPrefix::toString).orElse("all"));
    destination.ifPresent(to -> text.append(" to ").append(to));
    if (tos != 0) {
      text.append(" tos 0x").append(Integer.toHexString(tos));
    }
    dscp.ifPresent(code -> text.append(" dscp ").append(masked(code, WHOLE_DSCP)));
    flowLabel.ifPresent(
        label -> text.append(" flowlabel ").append(masked(label, WHOLE_FLOW_LABEL)));
    mark.ifPresent(value -> text.append(" fwmark ").append(masked(value, -1)));
    iif.ifPresent(name -> text.append(" iif ").append(name));
    oif.ifPresent(name -> text.append(" oif ").append(name));
    uids.ifPresent(users -> text.append(" uidrange ").append(users));
    if (ipProtocol != 0) {
      text.append(" ipproto ").append(ipProtocol);
    }
    sourcePorts.ifPresent(ports -> text.append(" sport ").append(ports));
    destinationPorts.ifPresent(ports -> text.append(" dport ").append(ports));
    if (tunnelId != 0) {
      text.append(" tun_id ").append(Long.toUnsignedString(tunnelId));
    }
    appendAction(text);
    suppressPrefixLength.ifPresent(
        length -> text.append(" suppress_prefixlength ").append(length));
    suppressGroup.ifPresent(group -> text.append(" suppress_ifgroup ").append(unsigned(group)));
    if (realms != 0) {
      text.append(" realms ").append(realms >>> 16).append('/').append(realms & 0xffff);
    }
    return text.append(" proto ").append(protocol).toString();
  }

  private void appendAction(StringBuilder text) {
    if (l3mdev) {
      text.append(" l3mdev");
    }
    if (!action.equals(RuleAction.LOOKUP)) {
      text.append(' ').append(action);
      gotoPriority.ifPresent(number -> text.append(' ').append(unsigned(number)));
    } else if (table != 0) {
      text.append(" lookup ").append(unsigned(table));
    }
  }

  private static String masked(MaskedValue masked, int whole) {
    return masked.mask() == whole ? "0x" + Integer.toHexString(masked.value()) : masked.toString();
  }

  private static String unsigned(int number) {
    return Integer.toUnsignedString(number);
  }
}

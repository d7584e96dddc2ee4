package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.nftables.Chain;
import io.wgnetlink.nftables.ChainRule;
import io.wgnetlink.nftables.Expression;
import io.wgnetlink.nftables.Hook;
import io.wgnetlink.nftables.KeyType;
import io.wgnetlink.nftables.MetaKey;
import io.wgnetlink.nftables.NamedSet;
import io.wgnetlink.nftables.NftablesChange;
import io.wgnetlink.nftables.RegisterValue;
import io.wgnetlink.nftables.SetElement;
import io.wgnetlink.nftables.SetId;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.nftables.TableFamily;
import io.wgnetlink.nftables.TableId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The nftables table of a lease: what is to be in it. Pure; immutable.
 *
 * <p>As {@code nft} prints it, for prefixes of IPv6 and a tunnel with FwMark 0xca6c:
 *
 * <pre>
 * table inet wg_failover {
 *   set alive { type nf_proto; flags timeout; elements = { ipv6 timeout 30s } }
 *   set prefixes6 { type ipv6_addr; flags interval; elements = { fd00::1:0/112 } }
 *   chain output {
 *     type route hook output priority mangle;
 *     meta nfproto ipv6 meta nfproto @alive ip6 daddr @prefixes6 \
 *       meta mark != 0xca6c meta mark set meta mark | 0x10000000
 *   }
 *   chain prerouting { type filter hook prerouting priority mangle; (the same) }
 * }
 * </pre>
 *
 * <ul>
 *   <li><b>output</b> has the type route: the kernel has chosen a way before, and chooses again
 *       when the mark is another afterwards. <b>prerouting</b> is for forwarded packets.
 *   <li><b>Only packets to the prefixes</b> are marked. Others that carry marks of somebody else's,
 *       to whom another mark would mean another way, are not touched; among them the outer packets
 *       of tunnels, whose endpoints are outside the prefixes.
 *   <li><b>Except WireGuard's own</b>: when a prefix covers the endpoints, as a default route does,
 *       the tunnels' FwMarks tell outer packets apart. They are left alone, or a tunnel would carry
 *       itself.
 *   <li><b>The bit is ORed</b>, so what other bits say is still said.
 * </ul>
 */
final class LeaseFilter {
  static final TableId TABLE = TableId.inet("wg_failover");
  static final SetId ALIVE = TABLE.set("alive");

  private static final SetId PREFIXES_4 = TABLE.set("prefixes4");
  private static final SetId PREFIXES_6 = TABLE.set("prefixes6");
  private static final Chain OUTPUT = Chain.of(
      TABLE.chain("output"), Chain.Base.accepting("route", Hook.OUTPUT, Chain.Base.MANGLE));
  private static final Chain PREROUTING = Chain.of(
      TABLE.chain("prerouting"),
      Chain.Base.accepting("filter", Hook.PREROUTING, Chain.Base.MANGLE));
  private static final int R = Expression.REGISTER;

  private final Lease lease;
  private final int protocol;
  private final Set<IpPrefix> prefixes;
  private final Set<AddressFamily> families;
  private final Set<Integer> marks;

  /**
   * Creates the description.
   *
   * @param protocol of the controller's routes
   * @param prefixes all that may be moved
   * @param marks the tunnels' FwMarks, without 0
   */
  LeaseFilter(Lease lease, int protocol, Collection<IpPrefix> prefixes, Collection<Integer> marks) {
    this.lease = lease;
    this.protocol = protocol;
    this.prefixes = outermost(prefixes);
    this.families = EnumSet.noneOf(AddressFamily.class);
    prefixes.forEach(prefix -> families.add(prefix.family()));
    this.marks = new TreeSet<>(marks);
  }

  /** Intervals of a set must not overlap. */
  private static Set<IpPrefix> outermost(Collection<IpPrefix> prefixes) {
    Set<IpPrefix> outermost = new TreeSet<>(prefixes);
    outermost.removeIf(
        inner -> prefixes.stream().anyMatch(outer -> !outer.equals(inner) && outer.covers(inner)));
    return outermost;
  }

  /** By this a controller knows its own table from that of one with another protocol. */
  String comment() {
    return "wg-netlink failover lease of protocol " + protocol;
  }

  /** Returns the families of the prefixes. */
  Set<AddressFamily> families() {
    return families;
  }

  /** Returns the elements that keep the lease for its duration. */
  List<SetElement> alive() {
    return forGood().stream()
        .map(element -> element.withTimeout(lease.duration()))
        .toList();
  }

  /** Returns the elements that keep the lease until somebody deletes them. */
  List<SetElement> forGood() {
    return families.stream()
        .map(family -> SetElement.of(RegisterValue.ofFamily(table(family))))
        .toList();
  }

  /** Returns whether these elements, as read, keep it for every family. */
  boolean isAlive(List<SetElement> elements) {
    Set<RegisterValue> keys = new HashSet<>();
    elements.forEach(element -> keys.add(element.key()));
    return forGood().stream().allMatch(element -> keys.contains(element.key()));
  }

  private static TableFamily table(AddressFamily family) {
    return family == AddressFamily.IPV4 ? TableFamily.IPV4 : TableFamily.IPV6;
  }

  /** Returns what makes the table, where none of its name is; the elements come last. */
  List<NftablesChange> creation() {
    List<NftablesChange> changes = new ArrayList<>();
    changes.add(new NftablesChange.CreateTable(Table.of(TABLE).withComment(comment())));
    sets().forEach(set -> changes.add(new NftablesChange.AddSet(set)));
    families.forEach(family ->
        changes.add(new NftablesChange.AddElements(prefixSet(family), intervals(family))));
    changes.add(new NftablesChange.AddChain(OUTPUT));
    changes.add(new NftablesChange.AddChain(PREROUTING));
    rules().forEach(rule -> changes.add(new NftablesChange.AddRule(rule)));
    changes.add(new NftablesChange.AddElements(ALIVE, alive()));
    return changes;
  }

  /** Returns what starts the duration anew; refused with ENOENT when it has run out. */
  List<NftablesChange> refreshing() {
    return List.of(
        new NftablesChange.DeleteElements(ALIVE, alive()),
        new NftablesChange.AddElements(ALIVE, alive()));
  }

  List<NamedSet> sets() {
    List<NamedSet> sets = new ArrayList<>();
    sets.add(NamedSet.timed(ALIVE, KeyType.NF_PROTO));
    families.forEach(family -> sets.add(NamedSet.intervals(
        prefixSet(family),
        family == AddressFamily.IPV4 ? KeyType.IPV4_ADDRESS : KeyType.IPV6_ADDRESS)));
    return sets;
  }

  List<Chain> chains() {
    return List.of(OUTPUT, PREROUTING);
  }

  List<ChainRule> rules() {
    List<ChainRule> rules = new ArrayList<>();
    for (Chain chain : chains()) {
      for (AddressFamily family : families) {
        rules.add(ChainRule.of(chain.id(), expressions(family)).withComment(comment()));
      }
    }
    return rules;
  }

  private List<Expression> expressions(AddressFamily family) {
    List<Expression> all = new ArrayList<>();
    RegisterValue number = RegisterValue.ofFamily(table(family));
    all.add(new Expression.MetaLoad(MetaKey.NFPROTO, R));
    all.add(new Expression.Compare(R, Expression.Operator.EQUAL, number));
    all.add(new Expression.Lookup(ALIVE.name(), R, false));
    all.add(
        family == AddressFamily.IPV4
            ? Expression.PayloadLoad.ipv4Destination(R)
            : Expression.PayloadLoad.ipv6Destination(R));
    all.add(new Expression.Lookup(prefixSet(family).name(), R, false));
    all.add(new Expression.MetaLoad(MetaKey.MARK, R));
    for (int mark : marks) {
      all.add(
          new Expression.Compare(R, Expression.Operator.NOT_EQUAL, RegisterValue.ofHostInt(mark)));
    }
    all.add(Expression.Bitwise.or(R, lease.markBit()));
    all.add(new Expression.MetaStore(MetaKey.MARK, R));
    return all;
  }

  /** Returns the set of a family's prefixes. */
  SetId prefixSet(AddressFamily family) {
    return family == AddressFamily.IPV4 ? PREFIXES_4 : PREFIXES_6;
  }

  /** Returns the first address of each prefix, and the first after it where there is one. */
  List<SetElement> intervals(AddressFamily family) {
    List<SetElement> elements = new ArrayList<>();
    for (IpPrefix prefix : prefixes) {
      if (prefix.family() == family) {
        elements.add(SetElement.of(RegisterValue.ofAddress(prefix.address())));
        after(prefix).ifPresent(end -> elements.add(SetElement.end(end)));
      }
    }
    return elements;
  }

  private static Optional<RegisterValue> after(IpPrefix prefix) {
    InetAddress first = prefix.address();
    byte[] bytes = first.getAddress();
    int bit = prefix.length();
    while (bit > 0) {
      bit--;
      int mask = 0x80 >> bit % 8;
      bytes[bit / 8] ^= (byte) mask;
      if ((bytes[bit / 8] & mask) != 0) {
        return Optional.of(RegisterValue.of(bytes));
      }
    }
    return Optional.empty();
  }
}

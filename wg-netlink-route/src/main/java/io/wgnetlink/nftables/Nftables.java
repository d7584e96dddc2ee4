package io.wgnetlink.nftables;

import io.wgnetlink.netlink.DumpInterruptedException;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.OutcomeUnknownException;
import io.wgnetlink.nftables.internal.KernelNftables;
import java.util.List;
import java.util.Optional;

/**
 * Changes and reads the nf_tables of one network namespace.
 *
 * <pre>{@code
 * TableId table = TableId.inet("mine");
 * SetId alive = table.set("alive");
 * SetElement ipv6 = SetElement.of(RegisterValue.ofFamily(TableFamily.IPV6))
 *     .withTimeout(Duration.ofSeconds(30));
 * try (Nftables nftables = Nftables.open()) {
 *   nftables.apply(List.of(
 *       new NftablesChange.CreateTable(Table.of(table)),
 *       new NftablesChange.AddSet(NamedSet.timed(alive, KeyType.NF_PROTO)),
 *       new NftablesChange.AddElements(alive, List.of(ipv6))));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Every method blocks until the kernel has answered, on the caller's thread.
 * Reading needs {@code CAP_NET_ADMIN} in the namespace's user namespace too. What was made is kept
 * by the kernel and outlives the client, except a table with {@link Table#OWNER}, which goes with
 * it. Objects of families that have no name here are not returned. Where nothing else is said a
 * refusal is a {@link NetlinkException}, which names what was asked, what the kernel answered, and
 * its error number.
 *
 * <p>The tables that {@code iptables-nft}, {@code nft} and others make are the same: keep to tables
 * of one's own.
 */
public interface Nftables extends AutoCloseable {
  /** Opens a client in the calling thread's network namespace. */
  static Nftables open() {
    try (NetworkNamespace namespace = NetworkNamespace.current()) {
      return open(namespace);
    }
  }

  /**
   * Opens a client in a namespace; the namespace handle may be closed afterwards.
   *
   * @throws NftablesMissingException when the kernel has no nf_tables
   * @throws NetlinkException with EPERM without {@code CAP_NET_ADMIN}
   */
  static Nftables open(NetworkNamespace namespace) {
    return KernelNftables.open(namespace);
  }

  /**
   * Makes changes all or none, in order: no packet sees a part of them.
   *
   * @throws NetlinkException when the kernel refuses one: the first, which it names, the others are
   *     suppressed in it. Nothing was changed
   * @throws OutcomeUnknownException when its answer is lost
   */
  void apply(List<NftablesChange> changes);

  /** Returns all tables. */
  List<Table> tables();

  /** Returns the table with this name. */
  Optional<Table> table(TableId id);

  /** Returns the chains of a table; none when there is no such table. */
  List<Chain> chains(TableId table);

  /**
   * Returns the rules of a table, those of each chain in order; none when there is no such table.
   */
  List<ChainRule> rules(TableId table);

  /** Returns the sets of a table, without their elements; none when there is no such table. */
  List<NamedSet> sets(TableId table);

  /**
   * Returns the elements of a set, as far as they did not expire.
   *
   * @throws NetlinkException with ENOENT when there is no such set
   * @throws DumpInterruptedException when others change the tables all the time
   */
  List<SetElement> elements(SetId set);

  /** Closes the client's sockets. Idempotent. */
  @Override
  void close();
}

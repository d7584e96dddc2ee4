package io.wgnetlink.failover.simulation;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.nftables.Chain;
import io.wgnetlink.nftables.ChainRule;
import io.wgnetlink.nftables.NamedSet;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.nftables.NftablesChange;
import io.wgnetlink.nftables.RegisterValue;
import io.wgnetlink.nftables.SetElement;
import io.wgnetlink.nftables.SetId;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.nftables.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nf_tables of a host, whose elements expire in virtual time. Closing it closes nothing. */
public final class FakeNftables implements Nftables {
  private record Timed(SetElement element, long until) {}

  private final VirtualTime time;
  private final List<Table> tables = new ArrayList<>();
  private final List<Chain> chains = new ArrayList<>();
  private final List<ChainRule> rules = new ArrayList<>();
  private final Map<SetId, NamedSet> sets = new LinkedHashMap<>();
  private final Map<SetId, Map<RegisterValue, Timed>> elements = new LinkedHashMap<>();
  /** What every change is refused with, when set. */
  public Errno refusal;
  /** Runs whenever a table is made. */
  public Runnable onCreation = () -> {};
  /** Runs whenever elements are added to a set. */
  public Runnable onRefresh = () -> {};
  /** How often it was closed. */
  public int closed;

  public FakeNftables(VirtualTime time) {
    this.time = time;
  }

  /** Removes everything, as {@code nft flush ruleset} does. */
  public void flush() {
    tables.clear();
    chains.clear();
    rules.clear();
    sets.clear();
    elements.clear();
  }

  @Override
  public void apply(List<NftablesChange> changes) {
    if (refusal != null) {
      throw failure(refusal);
    }
    changes.forEach(this::apply);
  }

  private void apply(NftablesChange change) {
    if (change instanceof NftablesChange.CreateTable c) {
      if (table(c.table().id()).isPresent()) {
        throw failure(Errno.EEXIST);
      }
      tables.add(c.table());
      onCreation.run();
    } else if (change instanceof NftablesChange.DeleteTable c) {
      if (table(c.table()).isEmpty()) {
        throw failure(Errno.ENOENT);
      }
      flush();
    } else if (change instanceof NftablesChange.AddChain c) {
      chains.add(c.chain());
    } else if (change instanceof NftablesChange.AddSet c) {
      sets.put(c.set().id(), c.set());
      elements.put(c.set().id(), new LinkedHashMap<>());
    } else if (change instanceof NftablesChange.AddElements c) {
      c.elements().forEach(e -> living(c.set()).putIfAbsent(e.key(), timed(e)));
      onRefresh.run();
    } else if (change instanceof NftablesChange.DeleteElements c) {
      for (SetElement element : c.elements()) {
        if (living(c.set()).remove(element.key()) == null) {
          throw failure(Errno.ENOENT);
        }
      }
    } else if (change instanceof NftablesChange.AddRule c) {
      rules.add(c.rule());
    } else {
      throw new UnsupportedOperationException(change.toString());
    }
  }

  private Timed timed(SetElement element) {
    long until = element.timeout().map(t -> time.now() + t.toNanos()).orElse(Long.MAX_VALUE);
    return new Timed(element, until);
  }

  private Map<RegisterValue, Timed> living(SetId set) {
    Map<RegisterValue, Timed> all = elements.get(set);
    if (all == null) {
      throw failure(Errno.ENOENT);
    }
    all.values().removeIf(timed -> timed.until() <= time.now());
    return all;
  }

  private static NetlinkException failure(Errno errno) {
    return new NetlinkException("change nftables", errno, ExtendedAck.NONE, "");
  }

  @Override
  public List<Table> tables() {
    return List.copyOf(tables);
  }

  @Override
  public Optional<Table> table(TableId id) {
    return tables.stream().filter(t -> t.id().equals(id)).findFirst();
  }

  @Override
  public List<Chain> chains(TableId table) {
    return List.copyOf(chains);
  }

  @Override
  public List<ChainRule> rules(TableId table) {
    return List.copyOf(rules);
  }

  @Override
  public List<NamedSet> sets(TableId table) {
    return List.copyOf(sets.values());
  }

  @Override
  public List<SetElement> elements(SetId set) {
    return living(set).values().stream().map(Timed::element).toList();
  }

  @Override
  public void close() {
    closed++;
  }
}

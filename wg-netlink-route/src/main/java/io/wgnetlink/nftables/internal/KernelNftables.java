package io.wgnetlink.nftables.internal;

import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.nftables.Chain;
import io.wgnetlink.nftables.ChainRule;
import io.wgnetlink.nftables.NamedSet;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.nftables.NftablesChange;
import io.wgnetlink.nftables.NftablesMissingException;
import io.wgnetlink.nftables.SetElement;
import io.wgnetlink.nftables.SetId;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.nftables.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The client of the kernel's nf_tables. */
public final class KernelNftables implements Nftables {
  private final NetlinkClient client;

  private KernelNftables(NetlinkClient client) {
    this.client = client;
  }

  /** Opens a client, after a round trip that proves that there is somebody to talk to. */
  public static KernelNftables open(NetworkNamespace namespace) {
    KernelNftables opened;
    try {
      opened = new KernelNftables(NetlinkClient.open(namespace, NetlinkProtocol.NETFILTER));
    } catch (NetlinkException e) {
      throw e.is(Errno.EPROTONOSUPPORT) ? new NftablesMissingException(e) : e;
    }
    try {
      opened.client.get(NftMessages.generation(), MessageReader::type);
      return opened;
    } catch (NetlinkException e) {
      opened.close();
      // nfnetlink answers EINVAL for a subsystem that it does not have.
      throw e.is(Errno.EINVAL) || e.is(Errno.EOPNOTSUPP) ? new NftablesMissingException(e) : e;
    }
  }

  @Override
  public void apply(List<NftablesChange> changes) {
    List<Request> requests = new ArrayList<>();
    for (NftablesChange change : changes) {
      requests.addAll(requests(change, requests.size() + 1));
    }
    client.transaction(NftMessages.begin(() -> name(requests)), requests, NftMessages.end());
  }

  private static String name(List<Request> requests) {
    String first = requests.get(0).operation();
    int more = requests.size() - 1;
    return more == 0 ? first : first + " and make " + more + " more changes in one batch";
  }

  /**
   * Returns the messages of a change.
   *
   * @param number another for each change of a batch
   */
  static List<Request> requests(NftablesChange change, int number) {
    if (change instanceof NftablesChange.AddTable c) {
      return List.of(TableMessages.add(c.table()));
    } else if (change instanceof NftablesChange.CreateTable c) {
      return List.of(TableMessages.create(c.table()));
    } else if (change instanceof NftablesChange.DeleteTable c) {
      return List.of(TableMessages.delete(c.table()));
    } else if (change instanceof NftablesChange.AddChain c) {
      return List.of(ChainMessages.add(c.chain()));
    } else if (change instanceof NftablesChange.AddSet c) {
      return List.of(SetMessages.add(c.set(), number));
    } else if (change instanceof NftablesChange.AddElements c) {
      return SetElementMessages.add(c.set(), c.elements());
    } else if (change instanceof NftablesChange.DeleteElements c) {
      return SetElementMessages.delete(c.set(), c.elements());
    } else if (change instanceof NftablesChange.AddRule c) {
      return List.of(ChainRuleMessages.add(c.rule()));
    } else {
      NftablesChange.DeleteRule c = (NftablesChange.DeleteRule) change;
      return List.of(ChainRuleMessages.delete(c.chain(), c.handle()));
    }
  }

  @Override
  public List<Table> tables() {
    return read(TableMessages.dump(), message -> list(TableMessages.decode(message)));
  }

  @Override
  public Optional<Table> table(TableId id) {
    return tables().stream().filter(table -> table.id().equals(id)).findFirst();
  }

  @Override
  public List<Chain> chains(TableId table) {
    return read(ChainMessages.dump(table.family()), message -> list(ChainMessages.decode(message)))
        .stream()
        .filter(chain -> chain.id().table().equals(table))
        .toList();
  }

  @Override
  public List<ChainRule> rules(TableId table) {
    return whereThereIs(() ->
            read(ChainRuleMessages.dump(table), message -> list(ChainRuleMessages.decode(message))))
        .stream()
        .filter(rule -> rule.chain().table().equals(table))
        .toList();
  }

  @Override
  public List<NamedSet> sets(TableId table) {
    return whereThereIs(
            () -> read(SetMessages.dump(table), message -> list(SetMessages.decode(message))))
        .stream()
        .filter(set -> set.id().table().equals(table))
        .toList();
  }

  @Override
  public List<SetElement> elements(SetId set) {
    return read(SetElementMessages.dump(set), SetElementMessages::decode);
  }

  private <T> List<T> read(Request request, Function<MessageReader, List<T>> decoder) {
    List<T> values = new ArrayList<>();
    client.dump(request, new DumpVisitor() {
      @Override
      public void begin(int attempt) {
        values.clear();
      }

      @Override
      public void message(MessageReader message) {
        values.addAll(decoder.apply(message));
      }
    });
    return values;
  }

  private static <T> List<T> list(Optional<T> value) {
    return value.map(List::of).orElse(List.of());
  }

  private interface Reading<T> {
    List<T> read();
  }

  /** What is in a table that is not there: nothing. */
  private static <T> List<T> whereThereIs(Reading<T> reading) {
    try {
      return reading.read();
    } catch (NetlinkException e) {
      if (e.is(Errno.ENOENT)) {
        return List.of();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}

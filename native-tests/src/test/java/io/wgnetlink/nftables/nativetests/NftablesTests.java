package io.wgnetlink.nftables.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.nftables.Chain;
import io.wgnetlink.nftables.ChainRule;
import io.wgnetlink.nftables.Expression;
import io.wgnetlink.nftables.Hook;
import io.wgnetlink.nftables.KeyType;
import io.wgnetlink.nftables.MetaKey;
import io.wgnetlink.nftables.NamedSet;
import io.wgnetlink.nftables.Nftables;
import io.wgnetlink.nftables.NftablesChange;
import io.wgnetlink.nftables.RegisterValue;
import io.wgnetlink.nftables.SetElement;
import io.wgnetlink.nftables.SetId;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.nftables.TableFamily;
import io.wgnetlink.nftables.TableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client writes and reads, with {@code nft} as the witness. */
final class NftablesTests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TableId TABLE = TableId.inet("mine");
  private static final SetId ALIVE = TABLE.set("alive");
  private static final SetId FAR = TABLE.set("far");
  private static final SetElement IPV6 =
      SetElement.of(RegisterValue.ofFamily(TableFamily.IPV6)).withTimeout(Duration.ofMinutes(5));
  private static final int R = Expression.REGISTER;
  private static final Chain OUTPUT = Chain.of(
      TABLE.chain("output"), Chain.Base.accepting("route", Hook.OUTPUT, Chain.Base.MANGLE));
  private static final Chain PREROUTING =
      Chain.of(TABLE.chain("prerouting"), Chain.Base.accepting("filter", Hook.PREROUTING, -151));
  private static final ChainRule RULE = ChainRule.of(
          OUTPUT.id(),
          List.of(
              new Expression.MetaLoad(MetaKey.NFPROTO, R),
              new Expression.Lookup("alive", R, false),
              new Expression.Compare(
                  R, Expression.Operator.EQUAL, RegisterValue.ofFamily(TableFamily.IPV6)),
              Expression.PayloadLoad.ipv6Destination(R),
              new Expression.Lookup("far", R, false),
              new Expression.MetaLoad(MetaKey.MARK, R),
              new Expression.Compare(
                  R, Expression.Operator.NOT_EQUAL, RegisterValue.ofHostInt(0xca6c)),
              Expression.Bitwise.or(R, 0x10000000),
              new Expression.MetaStore(MetaKey.MARK, R)))
      .withComment("mine too");

  private NetworkNamespace namespace;
  private Nftables nftables;

  @BeforeEach
  void setUp() {
    namespace = NetworkNamespace.create();
    nftables = Nftables.open(namespace);
  }

  @AfterEach
  void tearDown() {
    nftables.close();
    namespace.close();
  }

  private static List<NftablesChange> everything() {
    return List.of(
        new NftablesChange.CreateTable(Table.of(TABLE)),
        new NftablesChange.AddSet(NamedSet.timed(ALIVE, KeyType.NF_PROTO)),
        new NftablesChange.AddSet(NamedSet.intervals(FAR, KeyType.IPV6_ADDRESS)),
        new NftablesChange.AddElements(
            FAR,
            List.of(
                SetElement.of(RegisterValue.ofAddress(IpAddresses.parse("fd00::1:0"))),
                SetElement.end(RegisterValue.ofAddress(IpAddresses.parse("fd00::2:0"))))),
        new NftablesChange.AddChain(OUTPUT),
        new NftablesChange.AddChain(PREROUTING),
        new NftablesChange.AddRule(RULE),
        new NftablesChange.AddElements(ALIVE, List.of(IPV6)));
  }

  /** Returns the objects of a kind that {@code nft} prints. */
  private List<JsonNode> nft(String kind) {
    try {
      JsonNode all = JSON.readTree(Witness.run(namespace, "nft", "-j", "list", "ruleset"));
      return StreamSupport.stream(all.path("nftables").spliterator(), false)
          .filter(object -> object.has(kind))
          .map(object -> object.get(kind))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldMakeWhatNftPrints() {
    nftables.apply(everything());

    assertThat(nft("table")).singleElement().satisfies(table -> {
      assertThat(table.path("family").asText()).isEqualTo("inet");
      assertThat(table.path("name").asText()).isEqualTo("mine");
    });
    assertThat(nft("chain"))
        .extracting(c -> c.path("name").asText() + " " + c.path("type").asText() + " "
            + c.path("hook").asText() + " " + c.path("prio").asInt() + " "
            + c.path("policy").asText())
        .containsExactly(
            "output route output -150 accept", "prerouting filter prerouting -151 accept");
    assertThat(nft("set"))
        .extracting(
            s -> s.path("name").asText() + " " + s.path("type").asText() + " " + s.path("flags"))
        .containsExactly("alive nf_proto [\"timeout\"]", "far ipv6_addr [\"interval\"]");
    JsonNode element = nft("set").get(0).path("elem").path(0).path("elem");
    assertThat(element.path("val").asText()).isEqualTo("ipv6");
    assertThat(element.path("timeout").asInt()).isEqualTo(300);
    assertThat(nft("set").get(1).path("elem").path(0).path("prefix").toString())
        .isEqualTo("{\"addr\":\"fd00::1:0\",\"len\":112}");
    assertThat(Witness.run(namespace, "nft", "list", "chain", "inet", "mine", "output"))
        .contains("meta nfproto @alive")
        .contains("ip6 daddr @far")
        .contains("meta mark != 0x0000ca6c")
        .contains("meta mark set meta mark | 0x10000000")
        .contains("comment \"mine too\"");
  }

  @Test
  void shouldReadWhatItWrote() {
    nftables.apply(everything());

    assertThat(nftables.table(TABLE)).isPresent();
    assertThat(nftables.chains(TABLE))
        .extracting(Chain::id)
        .containsExactly(OUTPUT.id(), PREROUTING.id());
    assertThat(nftables.chains(TABLE))
        .extracting(Chain::base)
        .containsExactly(OUTPUT.base(), PREROUTING.base());
    assertThat(nftables.sets(TABLE))
        .extracting(NamedSet::type)
        .containsExactly(KeyType.NF_PROTO, KeyType.IPV6_ADDRESS);
    assertThat(nftables.rules(TABLE)).singleElement().satisfies(rule -> {
      assertThat(rule.expressions()).isEqualTo(RULE.expressions());
      assertThat(rule.comment()).isEqualTo(RULE.comment());
    });
    assertThat(nftables.elements(ALIVE)).singleElement().satisfies(element -> {
      assertThat(element.key()).isEqualTo(IPV6.key());
      assertThat(element.timeout()).isEqualTo(IPV6.timeout());
      assertThat(element.expiration())
          .hasValueSatisfying(
              left -> assertThat(left).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(5)));
    });
    assertThat(nftables.elements(FAR)).extracting(SetElement::intervalEnd).contains(true, false);
  }

  @Test
  void shouldReadWhatNftWrote() {
    Witness.run(
        namespace,
        "nft",
        "table ip6 other { comment \"theirs\"; chain c { ct state established counter accept; }; }");

    TableId other = new TableId(TableFamily.IPV6, "other");
    assertThat(nftables.table(other).flatMap(Table::comment)).contains("theirs");
    assertThat(nftables.chains(other))
        .singleElement()
        .satisfies(chain -> assertThat(chain.base()).isEmpty());
    assertThat(nftables.rules(other))
        .singleElement()
        .satisfies(rule -> assertThat(rule.expressions())
            .filteredOn(Expression.Other.class::isInstance)
            .hasSizeGreaterThanOrEqualTo(3));
  }

  @Test
  void shouldMakeAllOrNoneAndNameWhatWasRefused() {
    List<NftablesChange> changes = List.of(
        new NftablesChange.CreateTable(Table.of(TABLE)),
        new NftablesChange.AddChain(OUTPUT),
        new NftablesChange.AddRule(RULE));

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> nftables.apply(changes))
        .withMessageContaining("add a rule to chain inet mine output")
        .satisfies(
            e -> assertThat(e.is(Errno.ENOENT)).as("there is no such set").isTrue())
        .satisfies(e -> assertThat(e.extendedAck().attribute())
            .hasValueSatisfying(path -> assertThat(path).startsWith("NFTA_RULE_EXPRESSIONS[1]")));
    assertThat(nft("table")).isEmpty();
  }

  @Test
  void shouldNotCreateATableThatIsThere() {
    nftables.apply(List.of(new NftablesChange.AddTable(Table.of(TABLE))));
    nftables.apply(List.of(new NftablesChange.AddTable(Table.of(TABLE))));

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> nftables.apply(List.of(new NftablesChange.CreateTable(Table.of(TABLE)))))
        .withMessageContaining("create table inet mine")
        .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue());
  }

  /** Adding an element again leaves its time as it is; deleting and adding does not. */
  @Test
  void shouldGiveAnElementMoreTimeByDeletingAndAddingIt() {
    nftables.apply(everything());
    SetElement longer = SetElement.of(IPV6.key()).withTimeout(Duration.ofHours(2));

    nftables.apply(List.of(
        new NftablesChange.DeleteElements(ALIVE, List.of(IPV6)),
        new NftablesChange.AddElements(ALIVE, List.of(longer))));
    assertThat(nftables.elements(ALIVE))
        .singleElement()
        .satisfies(element -> assertThat(element.expiration())
            .hasValueSatisfying(left -> assertThat(left).isGreaterThan(Duration.ofHours(1))));

    nftables.apply(List.of(new NftablesChange.DeleteElements(ALIVE, List.of(IPV6))));
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(
            () -> nftables.apply(List.of(new NftablesChange.DeleteElements(ALIVE, List.of(IPV6)))))
        .withMessageContaining("delete element 0x0a of set inet mine alive")
        .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
  }

  @Test
  void shouldNotFindAnElementThatExpired() throws InterruptedException {
    nftables.apply(everything());
    SetElement short4 =
        SetElement.of(RegisterValue.ofFamily(TableFamily.IPV4)).withTimeout(Duration.ofMillis(50));
    nftables.apply(List.of(new NftablesChange.AddElements(ALIVE, List.of(short4))));
    while (nftables.elements(ALIVE).size() > 1) {
      Thread.sleep(50);
    }

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() ->
            nftables.apply(List.of(new NftablesChange.DeleteElements(ALIVE, List.of(short4)))))
        .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    nftables.apply(List.of(
        new NftablesChange.AddElements(ALIVE, List.of(short4.withTimeout(Duration.ofHours(1))))));
    assertThat(nftables.elements(ALIVE)).hasSize(2);
  }

  @Test
  void shouldDeleteRulesAndTables() {
    nftables.apply(everything());
    ChainRule rule = nftables.rules(TABLE).get(0);

    nftables.apply(List.of(new NftablesChange.DeleteRule(OUTPUT.id(), rule.handle())));
    assertThat(nft("rule")).isEmpty();
    nftables.apply(List.of(new NftablesChange.DeleteTable(TABLE)));
    assertThat(nft("table")).isEmpty();
    assertThat(nftables.chains(TABLE)).isEmpty();
    assertThat(nftables.rules(TABLE)).isEmpty();
    assertThat(nftables.sets(TABLE)).isEmpty();
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> nftables.elements(ALIVE))
        .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
  }

  @Test
  void shouldAddThousandsOfElementsInOneBatch() {
    nftables.apply(everything());
    SetId many = TABLE.set("many");
    List<SetElement> elements = IntStream.range(0, 2000)
        .mapToObj(i -> SetElement.of(RegisterValue.ofHostInt(i)))
        .toList();

    nftables.apply(List.of(
        new NftablesChange.AddSet(NamedSet.timed(many, new KeyType(19, 4))),
        new NftablesChange.AddElements(many, elements)));

    assertThat(nftables.elements(many)).containsExactlyInAnyOrderElementsOf(elements);
  }

  @Test
  void shouldTakeATableAwayWithTheSocketThatOwnsIt() {
    try (Nftables owner = Nftables.open(namespace)) {
      owner.apply(List.of(new NftablesChange.CreateTable(Table.of(TABLE).withFlags(Table.OWNER))));
      assertThat(nftables.table(TABLE)).hasValueSatisfying(table -> {
        assertThat(table.flags()).isEqualTo(Table.OWNER);
        assertThat(table.owner()).isPresent();
      });
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> nftables.apply(List.of(new NftablesChange.DeleteTable(TABLE))))
          .satisfies(e -> assertThat(e.is(Errno.EPERM)).isTrue());
    }
    assertThat(nftables.table(TABLE)).isEmpty();
  }
}

package io.wgnetlink.nftables.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NftMessagesTests {
  private static final TableId T = TableId.inet("t");
  private static final SetId ALIVE = T.set("alive");
  private static final RegisterValue IPV6 = RegisterValue.ofFamily(TableFamily.IPV6);

  /** Returns the bytes as {@code nft} sends them, which asks for no acknowledgement. */
  private static byte[] bytes(Request request) {
    return Capture.question(request);
  }

  private static <T> List<T> received(String capture, Function<MessageReader, T> decoder) {
    return Capture.of(capture).received().stream()
        .map(Capture::reader)
        .map(decoder)
        .toList();
  }

  // What is sent, byte for byte.

  @Test
  void shouldBeginAndEndABatchAsNftDoes() {
    List<byte[]> sent = Capture.of("nft-add-table").allSent();
    assertThat(bytes(NftMessages.begin(() -> "all of it"))).isEqualTo(sent.get(0));
    assertThat(bytes(NftMessages.end())).isEqualTo(sent.get(2));
  }

  /** {@code nft} does not say that it wants to create it; the kernel does not ask. */
  @Test
  void shouldAddATableAsNftDoes() {
    byte[] sent = Capture.of("nft-add-table").allSent().get(1);
    sent[7] |= 0x4; // NLM_F_CREATE
    assertThat(bytes(TableMessages.add(Table.of(T).withComment("mine")))).isEqualTo(sent);
    sent[7] |= 0x2; // NLM_F_EXCL
    assertThat(bytes(TableMessages.create(Table.of(T).withComment("mine")))).isEqualTo(sent);
  }

  @Test
  void shouldDeleteATableAsNftDoes() {
    assertThat(bytes(TableMessages.delete(T)))
        .isEqualTo(Capture.of("nft-delete-table").sent());
  }

  @Test
  void shouldAddABaseChainAsNftDoes() {
    Chain chain =
        Chain.of(T.chain("out"), Chain.Base.accepting("route", Hook.OUTPUT, Chain.Base.MANGLE));
    assertThat(bytes(ChainMessages.add(chain)))
        .isEqualTo(Capture.of("nft-add-chain").sent());
  }

  /** {@code nft} adds what it needs to print the set itself. */
  @Test
  void shouldAddASetAsNftDoes() {
    NamedSet set = new NamedSet(
        ALIVE, KeyType.NF_PROTO, NamedSet.HAS_TIMEOUT, Optional.of(Duration.ofSeconds(30)), 0);
    byte[] sent = Capture.of("nft-add-set").sent();
    byte[] withoutUserData = withLength(sent, sent.length - 12);
    assertThat(bytes(SetMessages.add(set, 1))).isEqualTo(withoutUserData);
  }

  /** {@code nft} names the set by the number that it has in the batch as well. */
  @Test
  void shouldAddElementsAsNftDoes() {
    SetElement element = SetElement.of(IPV6).withTimeout(Duration.ofSeconds(30));
    assertThat(SetElementMessages.add(ALIVE, List.of(element)))
        .singleElement()
        .satisfies(request -> assertThat(bytes(request))
            .isEqualTo(without(Capture.of("nft-add-element").sent(), 20 + 8 + 12, 8)));
    List<SetElement> interval = List.of(
        SetElement.end(RegisterValue.ofAddress(IpAddresses.parse("::"))),
        SetElement.of(RegisterValue.ofAddress(IpAddresses.parse("fd00::1:0"))),
        SetElement.end(RegisterValue.ofAddress(IpAddresses.parse("fd00::2:0"))));
    assertThat(SetElementMessages.add(T.set("far"), interval))
        .singleElement()
        .satisfies(request -> assertThat(bytes(request))
            .isEqualTo(without(Capture.of("nft-add-interval").sent(), 20 + 8 + 8, 8)));
  }

  @Test
  void shouldDeleteElementsAsNftDoes() {
    assertThat(SetElementMessages.delete(ALIVE, List.of(SetElement.of(IPV6))))
        .singleElement()
        .satisfies(request -> assertThat(bytes(request))
            .isEqualTo(Capture.of("nft-delete-element").sent()));
  }

  @Test
  void shouldDeleteARuleAsNftDoes() {
    assertThat(bytes(ChainRuleMessages.delete(T.chain("out"), 6)))
        .isEqualTo(Capture.of("nft-delete-rule").sent());
  }

  /** {@code nft} says the operation of bitwise, and the numbers of the sets in the batch. */
  @Test
  void shouldAddARuleAsNftDoes() {
    ChainRule read = ChainRuleMessages.decode(
            Capture.reader(Capture.of("nft-add-rule").sent()))
        .orElseThrow();
    ChainRule mine = ChainRuleMessages.decode(
            Capture.reader(bytes(ChainRuleMessages.add(leaseRule(0)))))
        .orElseThrow();
    assertThat(mine).isEqualTo(leaseRule(0));
    assertThat(read.comment()).isEqualTo(mine.comment());
    assertThat(read.expressions()).hasSameSizeAs(mine.expressions());
    for (int i = 0; i < mine.expressions().size(); i++) {
      if (mine.expressions().get(i) instanceof Expression.Lookup) {
        assertThat(read.expressions().get(i))
            .as("with NFTA_LOOKUP_SET_ID")
            .isInstanceOfSatisfying(
                Expression.Other.class, other -> assertThat(other.name()).isEqualTo("lookup"));
      } else {
        assertThat(read.expressions().get(i)).isEqualTo(mine.expressions().get(i));
      }
    }
  }

  @Test
  void shouldSplitManyElementsIntoMessagesThatFit() {
    List<SetElement> many = IntStream.range(0, 1000)
        .mapToObj(i -> SetElement.of(RegisterValue.of(
                ByteBuffer.allocate(RegisterValue.MAX_BYTES).putInt(i).array()))
            .withTimeout(Duration.ofMillis(Long.MAX_VALUE)))
        .toList();
    List<Request> requests = SetElementMessages.add(T.set("big"), many);
    assertThat(requests).hasSize(3);
    assertThat(requests.stream()
            .map(request -> Capture.reader(bytes(request)))
            .flatMap(message -> SetElementMessages.decode(message).stream()))
        .isEqualTo(many);
  }

  // What is received.

  @Test
  void shouldReadTables() {
    assertThat(received("nft-dump-table", m -> TableMessages.decode(m).orElseThrow()))
        .containsExactly(
            new Table(T, 0, Optional.empty(), 1, OptionalInt.empty()),
            new Table(
                new TableId(TableFamily.IPV6, "other"),
                0,
                Optional.empty(),
                2,
                OptionalInt.empty()));
  }

  @Test
  void shouldReadChains() {
    assertThat(received("nft-dump-chain", m -> ChainMessages.decode(m).orElseThrow()))
        .containsExactly(
            new Chain(
                T.chain("out"), Optional.of(new Chain.Base("route", Hook.OUTPUT, -150, false)), 1),
            new Chain(
                T.chain("stray"), Optional.of(new Chain.Base("filter", Hook.INPUT, -7, true)), 2),
            new Chain(T.chain("plain"), Optional.empty(), 3));
  }

  @Test
  void shouldReadSets() {
    assertThat(received("nft-dump-set", m -> SetMessages.decode(m).orElseThrow()))
        .containsExactly(
            new NamedSet(ALIVE, KeyType.NF_PROTO, NamedSet.HAS_TIMEOUT, Optional.empty(), 4),
            new NamedSet(
                T.set("far"), KeyType.IPV6_ADDRESS, NamedSet.INTERVAL, Optional.empty(), 5));
  }

  @Test
  void shouldReadElements() {
    List<SetElement> elements = received("nft-dump-elements", SetElementMessages::decode).stream()
        .flatMap(List::stream)
        .toList();
    assertThat(elements.get(0).key()).isEqualTo(IPV6);
    assertThat(elements.get(0).timeout()).contains(Duration.ofSeconds(30));
    assertThat(elements.get(0).expiration())
        .hasValueSatisfying(
            left -> assertThat(left).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30)));
    assertThat(elements.stream().skip(1).map(e -> e.key() + (e.intervalEnd() ? " end" : "")))
        .containsExactly(
            "0xfd000000000000000000000000020000 end",
            "0xfd000000000000000000000000010000",
            "0x20010db9000000000000000000000000 end",
            "0x20010db8000000000000000000000000",
            "0x00000000000000000000000000000000 end");
  }

  @Test
  void shouldReadRulesAndKeepWhatTheyDoThatHasNoName() {
    List<ChainRule> rules =
        received("nft-dump-rule", m -> ChainRuleMessages.decode(m).orElseThrow());
    assertThat(rules.get(0)).isEqualTo(leaseRule(6));
    assertThat(rules.get(1).expressions())
        .extracting(e -> e instanceof Expression.Other other ? other.name() : "known")
        .containsExactly("ct", "known", "known", "counter", "immediate");
    ChainRule again = ChainRuleMessages.decode(
            Capture.reader(bytes(ChainRuleMessages.add(rules.get(1)))))
        .orElseThrow();
    assertThat(again.expressions()).isEqualTo(rules.get(1).expressions());
  }

  @Test
  void shouldLeaveOutWhatIsOfAnotherFamily() {
    byte[] message = Capture.of("nft-dump-table").received().get(0);
    message[16] = 99;
    assertThat(TableMessages.decode(Capture.reader(message))).isEmpty();
  }

  @Test
  void shouldRefuseAnObjectWithoutAName() {
    byte[] message = Capture.of("nft-dump-table").received().get(0);
    message[20 + 2] = 63; // NFTA_TABLE_NAME
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> TableMessages.decode(Capture.reader(message)))
        .withMessageContaining("without the name of a table");
  }

  // Values.

  @Test
  void shouldNameWhatIsAskedOfWhat() {
    assertThat(
            KernelNftables.requests(new NftablesChange.DeleteTable(T), 1).get(0).operation())
        .isEqualTo("delete table inet t");
    assertThat(SetElementMessages.delete(ALIVE, List.of(SetElement.of(IPV6)))
            .get(0)
            .operation())
        .isEqualTo("delete element 0x0a of set inet t alive");
  }

  @Test
  void shouldRefuseWhatTheKernelCannotHold() {
    assertThatIllegalArgumentException().isThrownBy(() -> TableId.inet(""));
    assertThatIllegalArgumentException().isThrownBy(() -> T.chain("x".repeat(256)));
    assertThatIllegalArgumentException().isThrownBy(() -> RegisterValue.of(new byte[65]));
    assertThatIllegalArgumentException().isThrownBy(() -> Table.of(T).withComment("x".repeat(128)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SetElement.of(IPV6).withTimeout(Duration.ofNanos(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Expression.Bitwise(1, 1, IPV6, RegisterValue.ofHostInt(1)));
  }

  /** The rule of the captures. */
  private static ChainRule leaseRule(long handle) {
    int r = Expression.REGISTER;
    List<Expression> expressions = List.of(
        new Expression.MetaLoad(MetaKey.NFPROTO, r),
        new Expression.Lookup("alive", r, false),
        new Expression.MetaLoad(MetaKey.NFPROTO, r),
        new Expression.Compare(r, Expression.Operator.EQUAL, IPV6),
        Expression.PayloadLoad.ipv6Destination(r),
        new Expression.Lookup("far", r, false),
        new Expression.MetaLoad(MetaKey.MARK, r),
        new Expression.Compare(r, Expression.Operator.NOT_EQUAL, mark(0xca6c)),
        new Expression.MetaLoad(MetaKey.MARK, r),
        Expression.Bitwise.or(r, 0x10000000),
        new Expression.MetaStore(MetaKey.MARK, r));
    return new ChainRule(T.chain("out"), expressions, Optional.of("a lease"), handle);
  }

  private static RegisterValue mark(int value) {
    return RegisterValue.ofHostInt(value);
  }

  private static byte[] without(byte[] message, int at, int length) {
    ByteBuffer shorter = ByteBuffer.allocate(message.length - length);
    shorter.put(message, 0, at).put(message, at + length, message.length - at - length);
    return withLength(shorter.array(), shorter.capacity());
  }

  private static byte[] withLength(byte[] message, int length) {
    byte[] bytes = java.util.Arrays.copyOf(message, length);
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(0, length);
    return bytes;
  }
}

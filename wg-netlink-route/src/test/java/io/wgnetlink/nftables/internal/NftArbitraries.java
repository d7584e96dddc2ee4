package io.wgnetlink.nftables.internal;

import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.nftables.Chain;
import io.wgnetlink.nftables.ChainRule;
import io.wgnetlink.nftables.Expression;
import io.wgnetlink.nftables.Hook;
import io.wgnetlink.nftables.KeyType;
import io.wgnetlink.nftables.MetaKey;
import io.wgnetlink.nftables.NamedSet;
import io.wgnetlink.nftables.RegisterValue;
import io.wgnetlink.nftables.SetElement;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.nftables.TableFamily;
import io.wgnetlink.nftables.TableId;
import java.time.Duration;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Objects of nf_tables with any parts, whether or not a kernel would take them together. */
final class NftArbitraries {
  private NftArbitraries() {}

  static Arbitrary<String> names() {
    return Arbitraries.strings().withChars("aZ0_./é").ofMinLength(1).ofMaxLength(100);
  }

  private static Arbitrary<TableId> tableIds() {
    return Combinators.combine(Arbitraries.of(TableFamily.values()), names()).as(TableId::new);
  }

  private static Arbitrary<Integer> ints() {
    return Arbitraries.integers();
  }

  static Arbitrary<Table> tables() {
    return Combinators.combine(
            tableIds(),
            ints(),
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(127).optional())
        .as((id, flags, comment) -> new Table(id, flags, comment, 0, OptionalInt.empty()));
  }

  static Arbitrary<Chain> chains() {
    Arbitrary<Chain.Base> bases = Combinators.combine(
            names(), ints().map(Hook::new), ints(), Arbitraries.of(true, false))
        .as(Chain.Base::new);
    return Combinators.combine(tableIds(), names(), bases.optional())
        .as((table, name, base) -> new Chain(table.chain(name), base, 0));
  }

  static Arbitrary<NamedSet> sets() {
    Arbitrary<KeyType> types =
        Combinators.combine(ints(), Arbitraries.integers().between(1, 64)).as(KeyType::new);
    return Combinators.combine(tableIds(), names(), types, ints(), durations().optional())
        .as((table, name, type, flags, timeout) ->
            new NamedSet(table.set(name), type, flags, timeout, 0));
  }

  private static Arbitrary<Duration> durations() {
    return Arbitraries.longs().between(1, Long.MAX_VALUE).map(Duration::ofMillis);
  }

  static Arbitrary<SetElement> elements() {
    return Combinators.combine(
            values(64), Arbitraries.of(true, false), durations().optional())
        .as((key, end, timeout) -> timeout
            .map((end ? SetElement.end(key) : SetElement.of(key))::withTimeout)
            .orElse(end ? SetElement.end(key) : SetElement.of(key)));
  }

  private static Arbitrary<RegisterValue> values(int most) {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(most).map(RegisterValue::of);
  }

  static Arbitrary<ChainRule> rules() {
    return Combinators.combine(
            tableIds(),
            names(),
            expressions().list().ofMaxSize(12),
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(127).optional())
        .as((table, chain, all, comment) -> new ChainRule(table.chain(chain), all, comment, 0));
  }

  private static Arbitrary<Expression> expressions() {
    Arbitrary<MetaKey> keys = ints().map(MetaKey::new);
    return Arbitraries.oneOf(
        Combinators.combine(keys, ints()).as(Expression.MetaLoad::new),
        Combinators.combine(keys, ints()).as(Expression.MetaStore::new),
        Combinators.combine(names(), ints(), Arbitraries.of(true, false))
            .as(Expression.Lookup::new),
        Combinators.combine(ints(), Arbitraries.of(Expression.Operator.values()), values(64))
            .as(Expression.Compare::new),
        Combinators.combine(ints(), ints(), values(64))
            .as((source, destination, mask) ->
                new Expression.Bitwise(source, destination, mask, mask)),
        Combinators.combine(Arbitraries.of(Expression.PayloadBase.values()), ints(), ints(), ints())
            .as(Expression.PayloadLoad::new),
        Combinators.combine(
                names(),
                Combinators.combine(
                        Arbitraries.integers().between(1, 100),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(20))
                    .as(UnknownAttribute::of)
                    .list()
                    .ofMaxSize(4)
                    .optional())
            .as(Expression.Other::new));
  }
}

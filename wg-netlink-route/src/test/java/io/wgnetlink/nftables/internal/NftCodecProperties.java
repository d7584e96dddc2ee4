package io.wgnetlink.nftables.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.nftables.Chain;
import io.wgnetlink.nftables.ChainRule;
import io.wgnetlink.nftables.NamedSet;
import io.wgnetlink.nftables.SetElement;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.nftables.TableId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NftCodecProperties {
  private static final List<byte[]> RECEIVED = Stream.of(
          "nft-dump-table", "nft-dump-chain", "nft-dump-set", "nft-dump-elements", "nft-dump-rule")
      .flatMap(name -> Capture.of(name).received().stream())
      .toList();

  @Provide
  Arbitrary<Table> tables() {
    return NftArbitraries.tables();
  }

  @Provide
  Arbitrary<Chain> chains() {
    return NftArbitraries.chains();
  }

  @Provide
  Arbitrary<NamedSet> sets() {
    return NftArbitraries.sets();
  }

  @Provide
  Arbitrary<List<SetElement>> elements() {
    return NftArbitraries.elements().list().ofMaxSize(10);
  }

  @Provide
  Arbitrary<ChainRule> rules() {
    return NftArbitraries.rules();
  }

  private static MessageReader written(Request request) {
    return Capture.reader(Capture.change(request));
  }

  @Property
  void shouldWriteBackNfgenmsg(@ForAll @Size(NfMessage.LENGTH) byte[] bytes) {
    ByteBuffer again = ByteBuffer.allocate(bytes.length);
    NfMessage.decode(ByteBuffer.wrap(bytes), 0).encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Property
  void shouldReadBackATable(@ForAll("tables") Table table) {
    assertThat(TableMessages.decode(written(TableMessages.add(table)))).contains(table);
  }

  @Property
  void shouldReadBackAChain(@ForAll("chains") Chain chain) {
    assertThat(ChainMessages.decode(written(ChainMessages.add(chain)))).contains(chain);
  }

  @Property
  void shouldReadBackASet(@ForAll("sets") NamedSet set) {
    assertThat(SetMessages.decode(written(SetMessages.add(set, 7)))).contains(set);
  }

  @Property
  void shouldReadBackElements(@ForAll("elements") List<SetElement> elements) {
    List<Request> requests = SetElementMessages.add(TableId.inet("t").set("s"), elements);
    assertThat(requests.stream().flatMap(r -> SetElementMessages.decode(written(r)).stream()))
        .isEqualTo(elements);
  }

  @Property
  void shouldReadBackARule(@ForAll("rules") ChainRule rule) {
    assertThat(ChainRuleMessages.decode(written(ChainRuleMessages.add(rule)))).contains(rule);
  }

  /** Bytes of a real message, one of them changed: gets further into the attributes. */
  @Property
  void shouldEndOnABrokenMessage(
      @ForAll @IntRange(min = 16, max = 555) int at, @ForAll byte changed) {
    for (byte[] received : RECEIVED) {
      if (at < received.length) {
        byte[] message = received.clone();
        message[at] = changed;
        NftablesFuzzer.fuzzerTestOneInput(message);
      }
    }
  }
}

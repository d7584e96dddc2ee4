package io.wgnetlink.link.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.AddressGeneration;
import io.wgnetlink.link.BridgeOption;
import io.wgnetlink.link.BridgePortOption;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.LinkStatistics;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.link.OperationalState;
import io.wgnetlink.link.OptionForm;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class LinkCodecProperties {
  private static final byte[] PORT = Capture.of("link-get").received().get(0);

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
  }

  @Property
  void shouldReadBackIfinfomsg(
      @ForAll @IntRange(max = 0xff) int family,
      @ForAll @IntRange(max = 0xffff) int type,
      @ForAll int index,
      @ForAll int flags,
      @ForAll int change) {
    InterfaceMessage message = new InterfaceMessage(family, type, index, flags, change);
    ByteBuffer bytes = buffer(InterfaceMessage.LENGTH + 4);
    message.encode(bytes, 4);
    assertThat(InterfaceMessage.decode(bytes, 4)).isEqualTo(message);
  }

  @Property
  void shouldWriteBackIfaddrmsg(@ForAll @Size(AddressMessage.LENGTH) byte[] bytes) {
    AddressMessage message =
        AddressMessage.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
    ByteBuffer again = ByteBuffer.allocate(AddressMessage.LENGTH).order(ByteOrder.nativeOrder());
    message.encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Property
  void shouldReadBackStatistics(
      @ForAll @Size(LinkStatisticsCodec.LENGTH) byte[] counters, @ForAll @Size(8) byte[] more) {
    ByteBuffer bytes = buffer(LinkStatisticsCodec.LENGTH + more.length);
    bytes.put(0, counters).put(LinkStatisticsCodec.LENGTH, more);
    LinkStatistics statistics = LinkStatisticsCodec.decode(bytes, 0, bytes.capacity());
    ByteBuffer again = buffer(LinkStatisticsCodec.LENGTH);
    LinkStatisticsCodec.encode(statistics, again, 0);
    assertThat(again).isEqualTo(ByteBuffer.wrap(counters));
  }

  @Property
  void shouldReadStatisticsOfAnyLength(@ForAll @Size(max = 250) byte[] bytes) {
    LinkStatistics statistics = LinkStatisticsCodec.decode(
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0, bytes.length);
    if (bytes.length < 8) {
      assertThat(statistics.rxPackets()).isZero();
    }
  }

  @Property
  void shouldParseTheHardwareAddressItPrints(
      @ForAll @LongRange(max = 0xffff_ffff_ffffL) long bits) {
    MacAddress address = new MacAddress(bits);
    assertThat(MacAddress.parse(address.toString())).isEqualTo(address);
    assertThat(MacAddress.of(address.toBytes())).isEqualTo(address);
  }

  @Provide
  Arbitrary<InterfaceAddress> addresses() {
    return AddressArbitraries.addresses();
  }

  @Property
  void shouldReadBackAnAddress(
      @ForAll("addresses") InterfaceAddress address, @ForAll boolean replaced) {
    byte[] message = Capture.change(
        replaced ? AddressMessages.replace(7, address) : AddressMessages.add(7, address));
    assertThat(AddressMessages.decode(Capture.reader(message))).isEqualTo(address);
    assertThat(AddressMessages.index(Capture.reader(message))).isEqualTo(7);
  }

  /** A copy that is changed leaves everything else as it was. */
  @Property
  void shouldKeepAllPartsOfAChangedAddress(@ForAll("addresses") InterfaceAddress address) {
    InterfaceAddress other = address.withFlag(AddressFlag.NOPREFIXROUTE);
    assertThat(other.has(AddressFlag.NOPREFIXROUTE)).isTrue();
    assertThat(other.toBuilder().flagBits(address.flagBits()).build()).isEqualTo(address);
    assertThat(address.withoutLifetimes().validLifetime()).isEmpty();
    assertThat(address.withoutLifetimes().preferredLifetime()).isEmpty();
  }

  @Property
  void shouldWriteBackTheLifetimesOfIfaCacheinfo(@ForAll @Size(16) byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    ByteBuffer again = buffer(AddressCacheInfo.LENGTH);
    AddressCacheInfo.decode(from, 0).encode(again, 0);
    assertThat(again.getLong(0)).isEqualTo(from.getLong(0));
  }

  @Provide
  Arbitrary<LinkData> data() {
    Arbitrary<Integer> any = Arbitraries.integers();
    Arbitrary<LinkData> vrfs = any.map(LinkData.Vrf::new);
    Arbitrary<LinkData> vlans = Combinators.combine(
            Arbitraries.integers().between(0, 0xfff),
            Arbitraries.integers().between(0, 0xffff),
            any,
            Arbitraries.maps(any, any),
            Arbitraries.maps(any, any))
        .as(LinkData.Vlan::new);
    Arbitrary<LinkData> bridges =
        options(BridgeOption.values(), BridgeOption::form).map(LinkData.Bridge::new);
    return Arbitraries.oneOf(vrfs, vlans, bridges);
  }

  @Provide
  Arbitrary<Map<BridgePortOption, Long>> ports() {
    return options(BridgePortOption.values(), BridgePortOption::form);
  }

  private static <T> Arbitrary<Map<T, Long>> options(T[] options, Function<T, OptionForm> form) {
    return Arbitraries.maps(Arbitraries.of(options), Arbitraries.longs()).map(values -> {
      Map<T, Long> fitting = new HashMap<>();
      values.forEach((option, value) -> {
        int spare = Long.SIZE - Byte.SIZE * form.apply(option).bytes();
        fitting.put(option, value << spare >>> spare);
      });
      return fitting;
    });
  }

  @Property
  void shouldReadBackWhatALinkHasBecauseOfItsKind(@ForAll("data") LinkData data) {
    byte[] made = Capture.change(
        LinkMessages.create(LinkSpec.of(data.kind(), InterfaceName.of("a")).withData(data)));
    assertThat(LinkMessages.decode(Capture.reader(made)).data()).contains(data);
    assertThat(LinkMessages.decode(Capture.reader(made)).kind()).contains(data.kind());
  }

  @Property
  void shouldReadBackOptionsOfAPort(@ForAll("ports") Map<BridgePortOption, Long> options) {
    LinkChange.Builder change = LinkChange.builder().name(InterfaceName.of("a"));
    options.forEach(change::bridgePort);
    byte[] message = Capture.change(LinkMessages.change(7, change.build()));
    Link link = LinkMessages.decode(Capture.reader(message));
    options.forEach((option, value) -> assertThat(link.bridgePort(option)).contains(value));
    assertThat(link.port().isPresent()).isEqualTo(!options.isEmpty());
  }

  @Property
  void shouldReadBackPartsOfALink(
      @ForAll int group,
      @ForAll int queue,
      @ForAll @IntRange(max = 255) int way,
      @ForAll @StringLength(max = 60) @CharRange(from = ' ', to = '~') String alias,
      @ForAll Set<LinkFlag> flags) {
    LinkChange.Builder change = LinkChange.builder()
        .name(InterfaceName.of("a"))
        .group(group)
        .txQueueLength(queue)
        .alias(alias)
        .addressGeneration(new AddressGeneration(way))
        .operationalState(new OperationalState(way))
        .linkMode(way);
    flags.forEach(flag -> change.flag(flag, true));
    Link link =
        LinkMessages.decode(Capture.reader(Capture.change(LinkMessages.change(7, change.build()))));
    assertThat(link.group()).isEqualTo(group);
    assertThat(link.txQueueLength()).isEqualTo(queue);
    assertThat(link.alias()).contains(alias);
    assertThat(link.addressGeneration()).contains(new AddressGeneration(way));
    assertThat(link.operationalState().number()).isEqualTo(way);
    assertThat(link.linkMode()).isEqualTo(way);
    assertThat(link.flags()).isEqualTo(flags);
    assertThat(link.toBuilder().build()).isEqualTo(link);
  }

  @Property
  void shouldEndOnAnyBytes(@ForAll @Size(max = 300) byte[] payload, @ForAll boolean link) {
    byte[] message = new byte[16 + payload.length];
    ByteBuffer.wrap(message)
        .order(ByteOrder.nativeOrder())
        .putInt(message.length)
        .putShort((short) (link ? LinkMessages.RTM_NEWLINK : AddressMessages.RTM_NEWADDR))
        .put(16, payload);
    try {
      if (link) {
        LinkMessages.isLink(Capture.reader(message));
        LinkMessages.decode(Capture.reader(message));
      } else {
        AddressMessages.isAddress(Capture.reader(message));
        AddressMessages.decode(Capture.reader(message));
      }
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, message.length);
    }
  }

  /** Bytes of a real message, some of them changed: gets further into the nests. */
  @Property
  void shouldEndOnABrokenLink(
      @ForAll @IntRange(min = 16, max = 1847) int at, @ForAll byte changed) {
    byte[] message = PORT.clone();
    message[at] = changed;
    try {
      LinkMessages.decode(Capture.reader(message));
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, message.length);
    }
  }
}

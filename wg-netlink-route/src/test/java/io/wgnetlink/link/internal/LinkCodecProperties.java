package io.wgnetlink.link.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.LinkStatistics;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

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
  void shouldReadBackStatistics(@ForAll @Size(11) long[] counters, @ForAll @Size(8) byte[] more) {
    LinkStatistics statistics = new LinkStatistics(
        counters[0],
        counters[1],
        counters[2],
        counters[3],
        counters[4],
        counters[5],
        counters[6],
        counters[7],
        counters[8],
        counters[9],
        counters[10]);
    ByteBuffer bytes = buffer(LinkStatisticsCodec.LENGTH + more.length);
    LinkStatisticsCodec.encode(statistics, bytes, 0);
    bytes.put(LinkStatisticsCodec.LENGTH, more);
    assertThat(LinkStatisticsCodec.decode(bytes, 0, bytes.capacity())).isEqualTo(statistics);
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

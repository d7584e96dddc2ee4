package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.LinkLayerAddress;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NeighbourState;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class NeighbourCodecProperties {
  private static final List<byte[]> RECEIVED = Capture.of("neighbour-dump").received();

  @Provide
  Arbitrary<Neighbour> neighbours() {
    Arbitrary<InetAddress> addresses = Arbitraries.of(AddressFamily.values())
        .flatMap(family -> Arbitraries.bytes().array(byte[].class).ofSize(family.bytes()))
        .map(IpAddresses::of);
    Arbitrary<LinkLayerAddress> there =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(32).map(LinkLayerAddress::of);
    return Combinators.combine(
            Arbitraries.integers(),
            addresses,
            there.optional(),
            Arbitraries.integers().between(0, 0xffff),
            Arbitraries.integers(),
            Arbitraries.integers().between(0, 255))
        .as((link, address, lladdr, state, flags, protocol) -> {
          Neighbour.Builder neighbour = Neighbour.builder(link, address)
              .state(new NeighbourState(state))
              .flags(flags)
              .protocol(protocol);
          lladdr.ifPresent(neighbour::linkLayerAddress);
          return neighbour.build();
        });
  }

  @Property
  void shouldWriteBackNdmsg(@ForAll @Size(NeighbourMessage.LENGTH) byte[] bytes) {
    for (int i = 1; i < 4; i++) {
      bytes[i] = 0; // padding
    }
    NeighbourMessage message =
        NeighbourMessage.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
    ByteBuffer again = ByteBuffer.allocate(bytes.length).order(ByteOrder.nativeOrder());
    message.encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Property
  void shouldReadBackANeighbour(@ForAll("neighbours") Neighbour neighbour) {
    byte[] message = Capture.change(NeighbourMessages.add(neighbour));
    assertThat(NeighbourMessages.decode(Capture.reader(message))).isEqualTo(neighbour);
  }

  @Property
  void shouldKeepTicks(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 1000) long ticks) {
    Duration time = KernelTicks.toDuration(ticks);
    assertThat(KernelTicks.of(time)).isEqualTo(ticks);
    assertThat(KernelTicks.of(time.plusMillis(9))).isEqualTo(ticks);
  }

  @Property
  void shouldEndOnAnyBytes(@ForAll @Size(max = 300) byte[] payload, @ForAll boolean six) {
    byte[] message = new byte[16 + payload.length];
    ByteBuffer.wrap(message)
        .order(ByteOrder.nativeOrder())
        .putInt(message.length)
        .putShort((short) NeighbourMessages.RTM_NEWNEIGH)
        .put(16, payload);
    if (payload.length > 0) {
      message[16] = (byte) (six ? AddressFamily.IPV6 : AddressFamily.IPV4).number();
    }
    decode(message);
  }

  /** Bytes of a real message, one of them changed: gets further into the attributes. */
  @Property
  void shouldEndOnABrokenNeighbour(
      @ForAll @IntRange(min = 16, max = 99) int at, @ForAll byte changed) {
    for (byte[] received : RECEIVED) {
      if (at < received.length) {
        byte[] message = received.clone();
        message[at] = changed;
        decode(message);
      }
    }
  }

  private static void decode(byte[] message) {
    try {
      NeighbourMessages.isNeighbour(Capture.reader(message));
      NeighbourMessages.decode(Capture.reader(message));
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, message.length);
    }
  }
}

package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.Route;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RouteCodecProperties {
  private static final List<byte[]> RECEIVED = Stream.of("route-dump-4", "route-dump-6")
      .flatMap(name -> Capture.of(name).received().stream())
      .toList();

  @Property
  void shouldWriteBackRtmsg(@ForAll @Size(RouteMessage.LENGTH) byte[] bytes) {
    RouteMessage message =
        RouteMessage.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
    ByteBuffer again = ByteBuffer.allocate(bytes.length).order(ByteOrder.nativeOrder());
    message.encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Property
  void shouldWriteBackRtnexthop(@ForAll @Size(NexthopMessage.LENGTH) byte[] bytes) {
    NexthopMessage message =
        NexthopMessage.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
    ByteBuffer again = ByteBuffer.allocate(bytes.length).order(ByteOrder.nativeOrder());
    message.encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Property
  void shouldReadBackARoute(@ForAll("routes") Route route) {
    byte[] message = Capture.change(RouteMessages.add(route));
    assertThat(RouteMessages.decode(Capture.reader(message))).isEqualTo(route);
  }

  /** What routes share with the one before must not be taken for what they differ in. */
  @Property(tries = 200)
  void shouldReadEachOfManyRoutesAsTheOnlyOne(
      @ForAll("routes") Route first, @ForAll("routes") Route second) {
    RouteReader reader = new RouteReader();
    for (Route route : List.of(first, second, second, first)) {
      byte[] message = Capture.change(RouteMessages.add(route));
      assertThat(reader.read(Capture.reader(message))).isEqualTo(route);
    }
  }

  @Example
  void shouldShareTheWayOfTheRouteBefore() {
    RouteReader reader = new RouteReader();
    Route first = reader.read(Capture.reader(way("10.0.0.0/8", "192.0.2.1")));
    Route alike = reader.read(Capture.reader(way("11.0.0.0/8", "192.0.2.1")));
    Route other = reader.read(Capture.reader(way("12.0.0.0/8", "192.0.2.2")));
    assertThat(alike.gateway()).isSameAs(first.gateway());
    assertThat(alike.oif()).isSameAs(first.oif());
    assertThat(other.gateway()).contains(IpAddresses.parse("192.0.2.2"));
  }

  private static byte[] way(String destination, String router) {
    return Capture.change(RouteMessages.add(Route.builder(IpPrefix.parse(destination))
        .oif(1000)
        .gateway(IpAddresses.parse(router))
        .build()));
  }

  @Property
  void shouldEndOnAnyBytes(@ForAll @Size(max = 300) byte[] payload, @ForAll boolean six) {
    byte[] message = new byte[16 + payload.length];
    ByteBuffer.wrap(message)
        .order(ByteOrder.nativeOrder())
        .putInt(message.length)
        .putShort((short) RouteMessages.RTM_NEWROUTE)
        .put(16, payload);
    if (payload.length > 0) {
      message[16] = (byte) (six ? AddressFamily.IPV6 : AddressFamily.IPV4).number();
    }
    decode(message);
  }

  /** Bytes of a real message, one of them changed: gets further into the nests. */
  @Property
  void shouldEndOnABrokenRoute(@ForAll @IntRange(min = 16, max = 67) int at, @ForAll byte changed) {
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
      RouteMessages.isRoute(Capture.reader(message));
      RouteMessages.decode(Capture.reader(message));
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, message.length);
    }
  }

  @Provide
  Arbitrary<Route> routes() {
    return RouteArbitraries.routes();
  }
}

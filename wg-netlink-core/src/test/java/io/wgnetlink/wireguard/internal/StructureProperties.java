package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.wireguard.Endpoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The fixed structures of WireGuard's attributes, in buffers of both byte orders. */
class StructureProperties {
  private static final int AT = 4;

  @Property
  void shouldReadBackSockaddrIn(
      @ForAll @Size(4) byte[] address,
      @ForAll @IntRange(max = 65535) int port,
      @ForAll("orders") ByteOrder order) {
    Endpoint endpoint = new Endpoint(IpAddresses.of(address), port, 0);
    ByteBuffer bytes = buffer(order);
    Ipv4SocketAddress.encode(bytes, AT, endpoint);

    assertThat(Ipv4SocketAddress.decode(bytes, AT)).isEqualTo(endpoint);
    assertThat(Ipv4SocketAddress.port(bytes, AT)).isEqualTo(port);
    assertThat(Ipv4SocketAddress.address(bytes, AT))
        .isEqualTo(Integer.toUnsignedLong(ByteBuffer.wrap(address).getInt()));
    // Port and address are the same bytes whatever the machine's order.
    assertThat(bytes.get(AT + 2)).isEqualTo((byte) (port >> 8));
    assertThat(bytes.get(AT + 3)).isEqualTo((byte) port);
    assertThat(bytes.get(AT + 4)).isEqualTo(address[0]);
  }

  @Property
  void shouldReadBackSockaddrIn6(
      @ForAll @Size(16) byte[] address,
      @ForAll @IntRange(max = 65535) int port,
      @ForAll int scopeId,
      @ForAll("orders") ByteOrder order) {
    Endpoint endpoint = new Endpoint(IpAddresses.of(address), port, scopeId);
    ByteBuffer bytes = buffer(order);
    Ipv6SocketAddress.encode(bytes, AT, endpoint);

    assertThat(Ipv6SocketAddress.decode(bytes, AT)).isEqualTo(endpoint);
    assertThat(Ipv6SocketAddress.port(bytes, AT)).isEqualTo(port);
    assertThat(Ipv6SocketAddress.scopeId(bytes, AT)).isEqualTo(scopeId);
    assertThat(Ipv6SocketAddress.addressHigh(bytes, AT))
        .isEqualTo(ByteBuffer.wrap(address).getLong(0));
    assertThat(Ipv6SocketAddress.addressLow(bytes, AT))
        .isEqualTo(ByteBuffer.wrap(address).getLong(8));
    assertThat(bytes.get(AT + 2)).isEqualTo((byte) (port >> 8));
  }

  @Property
  void shouldReadTimesOfBothSizes(
      @ForAll long seconds,
      @ForAll long nanos,
      @ForAll boolean old,
      @ForAll("orders") ByteOrder order) {
    ByteBuffer bytes = buffer(order);
    if (old) {
      bytes.putInt(AT, (int) seconds).putInt(AT + 4, (int) nanos);
    } else {
      bytes.putLong(AT, seconds).putLong(AT + 8, nanos);
    }
    int length = old ? Timespec.OLD_LENGTH : Timespec.LENGTH;
    assertThat(Timespec.seconds(bytes, AT, length)).isEqualTo(old ? (int) seconds : seconds);
    assertThat(Timespec.nanos(bytes, AT, length)).isEqualTo(old ? (int) nanos : nanos);
  }

  @Provide
  Arbitrary<ByteOrder> orders() {
    return Arbitraries.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer buffer(ByteOrder order) {
    return ByteBuffer.allocate(AT + Ipv6SocketAddress.LENGTH).order(order);
  }
}

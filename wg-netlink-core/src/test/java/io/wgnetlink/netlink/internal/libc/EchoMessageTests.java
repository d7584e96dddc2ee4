package io.wgnetlink.netlink.internal.libc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EchoMessageTests {
  private static final long COOKIE = 0x0102030405060708L;
  private static final int IP_HEADER = 20;

  private final EchoMessage raw = new EchoMessage(false, true, COOKIE);

  @Test
  void shouldWriteARequestWithItsChecksum() {
    ByteBuffer message = ByteBuffer.allocate(EchoMessage.BYTES);

    raw.encode(message, 0x1234);

    // Sum of the words: 0800 + 0708 + 1234 + 0102 + 0304 + 0506 + 0708 = 3150, and its complement.
    assertThat(HexFormat.of().formatHex(message.array()))
        .isEqualTo("0800ceaf" + "07081234" + "0102030405060708");
  }

  @Test
  void shouldLeaveTheChecksumOfIcmpv6ToTheKernel() {
    ByteBuffer message = ByteBuffer.allocate(EchoMessage.BYTES);

    new EchoMessage(true, true, COOKIE).encode(message, 1);

    assertThat(HexFormat.of().formatHex(message.array()))
        .isEqualTo("80000000" + "07080001" + "0102030405060708");
  }

  @Property
  void shouldKnowItsReply(
      @ForAll boolean ipv6,
      @ForAll boolean isRaw,
      @ForAll long cookie,
      @ForAll @IntRange(max = 0xffff) int sequence) {
    EchoMessage echo = new EchoMessage(ipv6, isRaw, cookie);
    ByteBuffer reply = reply(echo, sequence);

    assertThat(echo.replyIn(reply, reply.capacity())).isEqualTo(sequence);
    assertThat(echo.replyIn(reply, reply.capacity() - 1)).isEqualTo(-1);
    assertThat(new EchoMessage(ipv6, isRaw, cookie + 1).replyIn(reply, reply.capacity()))
        .isEqualTo(-1);
  }

  @Test
  void shouldPassOverItsOwnRequest() {
    ByteBuffer request = ByteBuffer.allocate(EchoMessage.BYTES);
    EchoMessage echo = new EchoMessage(true, true, COOKIE);
    echo.encode(request, 7);

    assertThat(echo.replyIn(request, request.capacity())).isEqualTo(-1);
  }

  @Test
  void shouldPassOverTheReplyToAnotherRawSocket() {
    ByteBuffer reply = reply(raw, 7);
    reply.putShort(IP_HEADER + EchoMessage.IDENTIFIER, (short) 1);

    assertThat(raw.replyIn(reply, reply.capacity())).isEqualTo(-1);
  }

  /** A reply as the socket hands it out. */
  private static ByteBuffer reply(EchoMessage echo, int sequence) {
    boolean header = echo.raw() && !echo.ipv6();
    ByteBuffer request = ByteBuffer.allocate(EchoMessage.BYTES);
    echo.encode(request, sequence);
    request.put(EchoMessage.TYPE, (byte) (echo.ipv6() ? 129 : 0));
    int at = header ? IP_HEADER : 0;
    ByteBuffer reply = ByteBuffer.allocate(at + EchoMessage.BYTES);
    if (header) {
      reply.put(0, (byte) 0x45);
    }
    return reply.put(at, request.array());
  }
}

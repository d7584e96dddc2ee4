package io.wgnetlink.netlink.internal.libc;

import io.wgnetlink.fuzz.ForeignBytes;
import java.nio.ByteBuffer;

/**
 * Fuzz target: an ICMP datagram, as each kind of socket hands it out. It holds a sequence or
 * nothing of ours.
 */
public final class EchoMessageFuzzer {
  private static final long COOKIE = 0x0102030405060708L;

  private EchoMessageFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ByteBuffer bytes = ByteBuffer.wrap(input.clone());
    for (int kind = 0; kind < 4; kind++) {
      EchoMessage echo = new EchoMessage((kind & 1) != 0, (kind & 2) != 0, COOKIE);
      int sequence = ForeignBytes.watch(input.length, () -> echo.replyIn(bytes, input.length));
      if (sequence < -1 || sequence > 0xffff) {
        throw new AssertionError("sequence " + sequence);
      }
    }
  }
}

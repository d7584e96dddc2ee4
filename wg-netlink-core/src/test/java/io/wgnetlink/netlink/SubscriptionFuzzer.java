package io.wgnetlink.netlink;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fuzz target: a multicast datagram. Each of its messages reaches the listener; and what cannot be
 * read is an overrun, after which there is nothing more.
 */
public final class SubscriptionFuzzer {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
  private static final int OVERRUN = -1;

  private SubscriptionFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ByteBuffer bytes = ByteBuffer.wrap(input.clone()).order(ByteOrder.nativeOrder());
    Places places = ForeignBytes.watch(input.length, () -> deliver(bytes));
    List<Integer> expected = expected(bytes);
    if (!places.seen.equals(expected)) {
      throw new AssertionError("delivered " + places.seen + " instead of " + expected);
    }
  }

  private static Places deliver(ByteBuffer bytes) {
    Places places = new Places();
    PrintStream before = System.err;
    System.setErr(NOWHERE); // where an overrun is logged
    try {
      Subscription.deliver(bytes, Optional.empty(), new MessageReader(), places, () -> false);
    } finally {
      System.setErr(before);
    }
    return places;
  }

  private static List<Integer> expected(ByteBuffer bytes) {
    List<Integer> expected = new ArrayList<>();
    long at = 0;
    while (at < bytes.capacity()) {
      long left = bytes.capacity() - at;
      long length = left < MessageHeader.LENGTH ? 0 : bytes.getInt((int) at);
      if (length < MessageHeader.LENGTH || length > left) {
        expected.add(OVERRUN);
        return expected;
      }
      expected.add((int) at);
      at += (length + 3) / 4 * 4;
    }
    return expected;
  }

  /** Where the messages began. */
  private static final class Places implements SubscriptionListener {
    private final List<Integer> seen = new ArrayList<>();

    @Override
    public void message(MessageReader message) {
      seen.add(message.start());
    }

    @Override
    public void overrun(Overrun cause) {
      if (cause != Overrun.MALFORMED) {
        throw new AssertionError("an overrun by " + cause);
      }
      seen.add(OVERRUN);
    }
  }
}

package io.wgnetlink.netlink;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Fuzz target: answers to requests, with the extended acknowledgements in them. The first byte of
 * an input picks the kind of request, the rest is the datagram that answers it. A request ends,
 * with a result or as a {@link NetlinkException}; and with success only when the datagram says so.
 */
public final class AnswerFuzzer {
  private enum Inner implements Attribute {
    INNER_NAME(1, AttributeFormat.string(15)),
    INNER_KEY(2, AttributeFormat.secret(8));

    private static final AttributeTable<Inner> TABLE = AttributeTable.of(Inner.class);
    private final int type;
    private final AttributeFormat format;

    Inner(int type, AttributeFormat format) {
      this.type = type;
      this.format = format;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return format;
    }
  }

  private enum Outer implements Attribute {
    OUTER_LIST(1, AttributeFormat.nestedArray(Inner.TABLE)),
    OUTER_NEST(2, AttributeFormat.nested(Inner.TABLE));

    private static final AttributeTable<Outer> TABLE = AttributeTable.of(Outer.class);
    private final int type;
    private final AttributeFormat format;

    Outer(int type, AttributeFormat format) {
      this.type = type;
      this.format = format;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return format;
    }
  }

  private static final String SECRET = "swordfis";
  private static final byte[] KEY = SECRET.getBytes(StandardCharsets.US_ASCII);

  private static final Request REQUEST =
      Request.of("make a thing", 0x40, new MessageSchema("NEWTHING", 4, Outer.TABLE), writer -> {
        writer.reserve(4);
        writer.open(Outer.OUTER_LIST).openElement(0);
        writer
            .putString(Inner.INNER_NAME, "first")
            .putBytes(Inner.INNER_KEY, KEY)
            .close();
        writer.openElement(1).putString(Inner.INNER_NAME, "second").close().close();
        writer.open(Outer.OUTER_NEST).putBytes(Inner.INNER_KEY, KEY).close();
      });

  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
  private static final OneDatagram KERNEL = new OneDatagram();
  private static final NetlinkClient CLIENT = KERNEL.client();

  private AnswerFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] datagram = Arrays.copyOfRange(input, 1, input.length);
    String outcome = ForeignBytes.watch(input.length, () -> {
      KERNEL.answer(datagram);
      return quietly(() -> outcome(input[0] & 3, datagram));
    });
    if (outcome.equals("success") && !saysSuccess(datagram)) {
      throw new AssertionError("success, but nothing says so");
    }
  }

  /** Every warning that the kernel adds to a success is logged; here they are noise. */
  private static String quietly(Supplier<String> request) {
    PrintStream before = System.err;
    System.setErr(NOWHERE);
    try {
      return request.get();
    } finally {
      System.setErr(before);
    }
  }

  private static String outcome(int kind, byte[] datagram) {
    try {
      return request(kind) ? "success" : "no success";
    } catch (NetlinkException e) {
      if (e.getMessage().contains(SECRET) && !text(datagram).contains(SECRET)) {
        throw new AssertionError("a secret in an error", e);
      }
      return "refused";
    } catch (MalformedMessageException e) {
      return "malformed";
    }
  }

  private static String text(byte[] datagram) {
    return new String(datagram, StandardCharsets.ISO_8859_1);
  }

  private static boolean request(int kind) {
    return switch (kind) {
      case 0 -> {
        ExtendedAck warning = CLIENT.execute(REQUEST);
        yield warning.isEmpty() == warning.toString().isEmpty();
      }
      case 1 -> CLIENT.get(REQUEST, MessageReader::end) > 0;
      case 2 -> {
        CLIENT.dump(REQUEST, new FakeKernel.Numbers());
        yield true;
      }
      default -> CLIENT.batch(List.of(REQUEST, REQUEST)).isApplied();
    };
  }

  /** Whether there is a message of any type but an error, or an error of number 0. */
  private static boolean saysSuccess(byte[] datagram) {
    ByteBuffer bytes = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    for (int at = 0; datagram.length - at >= MessageHeader.LENGTH; ) {
      int length = bytes.getInt(at);
      if (length < MessageHeader.LENGTH || length > datagram.length - at) {
        return false;
      }
      int type = Short.toUnsignedInt(bytes.getShort(at + 4));
      boolean verdict = type == MessageHeader.NLMSG_ERROR || type == MessageHeader.NLMSG_DONE;
      if (!verdict || (length >= 20 && bytes.getInt(at + 16) == 0)) {
        return true;
      }
      at += (length + 3) & ~3;
    }
    return false;
  }
}

package io.wgnetlink.netlink;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
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
 * with a result or as a {@link NetlinkException}; with success only when the datagram says so, with
 * a refusal only when it names an error number, and else the outcome of a change is unknown.
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
    Kind kind = Kind.values()[input[0] & 3];
    byte[] datagram = Arrays.copyOfRange(input, 1, input.length);
    Outcome outcome = ForeignBytes.watch(input.length, () -> {
      KERNEL.answer(datagram);
      return quietly(() -> outcome(kind, datagram));
    });
    Claims claims = new Claims(datagram);
    if (outcome == Outcome.SUCCESS && !claims.success(kind)) {
      throw new AssertionError("success of " + kind + ", but nothing says so");
    }
    if (outcome == Outcome.REFUSED && !claims.errorNumber) {
      throw new AssertionError("refused " + kind + ", but nothing says so");
    }
    if (outcome == Outcome.NOTHING && kind.changes) {
      throw new AssertionError("the outcome of " + kind + " is not known");
    }
  }

  /** Every warning that the kernel adds to a success is logged; here they are noise. */
  private static Outcome quietly(Supplier<Outcome> request) {
    PrintStream before = System.err;
    System.setErr(NOWHERE);
    try {
      return request.get();
    } finally {
      System.setErr(before);
    }
  }

  private static Outcome outcome(Kind kind, byte[] datagram) {
    try {
      return request(kind);
    } catch (NetlinkException e) {
      if (e.getMessage().contains(SECRET) && !text(datagram).contains(SECRET)) {
        throw new AssertionError("a secret in an error", e);
      }
      return outcome(e);
    }
  }

  private static Outcome outcome(NetlinkException e) {
    if (e instanceof OutcomeUnknownException) {
      return Outcome.UNKNOWN;
    }
    return e.errno().isPresent() ? Outcome.REFUSED : Outcome.NOTHING;
  }

  private static String text(byte[] datagram) {
    return new String(datagram, StandardCharsets.ISO_8859_1);
  }

  private static Outcome request(Kind kind) {
    switch (kind) {
      case EXECUTE -> CLIENT.execute(REQUEST);
      case GET -> CLIENT.get(REQUEST, MessageReader::end);
      case DUMP -> CLIENT.dump(REQUEST, new FakeKernel.Numbers());
      case BATCH -> CLIENT.batch(List.of(REQUEST, REQUEST)).orThrow();
    }
    return Outcome.SUCCESS;
  }

  private enum Kind {
    EXECUTE(true),
    GET(false),
    DUMP(false),
    BATCH(true);

    private final boolean changes;

    Kind(boolean changes) {
      this.changes = changes;
    }
  }

  /** How a request ended; with nothing where there is neither an answer nor an error number. */
  private enum Outcome {
    SUCCESS,
    REFUSED,
    UNKNOWN,
    NOTHING
  }

  /** What a datagram says, whether or not the rest of it is well-formed. */
  private static final class Claims {
    private final boolean[] acknowledged = new boolean[3];
    private boolean object;
    private boolean tableEnds;
    private boolean errorNumber;

    Claims(byte[] datagram) {
      ByteBuffer bytes = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
      for (int at = 0; datagram.length - at >= MessageHeader.LENGTH; ) {
        int length = bytes.getInt(at);
        if (length < MessageHeader.LENGTH || length > datagram.length - at) {
          return;
        }
        int type = Short.toUnsignedInt(bytes.getShort(at + 4));
        int sequence = bytes.getInt(at + 8);
        boolean hasError = length >= 20;
        take(type, sequence, hasError, hasError ? bytes.getInt(at + 16) : 0);
        at += (length + 3) & ~3;
      }
    }

    private void take(int type, int sequence, boolean hasError, int error) {
      boolean verdict = type == MessageHeader.NLMSG_ERROR || type == MessageHeader.NLMSG_DONE;
      errorNumber |= verdict && hasError && error != 0;
      boolean success = hasError && error == 0;
      tableEnds |= type == MessageHeader.NLMSG_DONE && success;
      object |= type != MessageHeader.NLMSG_ERROR;
      if (type == MessageHeader.NLMSG_ERROR && success && (sequence == 1 || sequence == 2)) {
        acknowledged[sequence] = true;
      }
    }

    /** Whether the answer of this kind to the last request is there. */
    boolean success(Kind kind) {
      return switch (kind) {
        case EXECUTE -> acknowledged[1];
        case GET -> object;
        case DUMP -> tableEnds;
        case BATCH -> acknowledged[2];
      };
    }
  }
}

package io.wgnetlink.netlink.wire;

import io.wgnetlink.fuzz.ForeignBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Fuzz target: messages and attributes. What the reader and the cursor see is compared with a
 * second walk over the same bytes, written for plainness.
 */
public final class MessageFuzzer {
  private static final int HEADER_LENGTH = 4;

  /** Payload bytes that the attributes of {@link SampleAttribute} need, by type. */
  private static final int[] SAMPLE_NEEDS = {0, 0, 1, 2, 4, 8, 1, 0, 4, 0, 0};

  private static final int[] INNER_NEEDS = {0, 4, 1};
  private static final int NEST = 9;
  private static final int LIST = 10;

  private MessageFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Optional<Integer> seen = ForeignBytes.decode(input, bytes -> new Walk(bytes).run());
    Optional<Integer> expected = new Reference(input).run();
    if (!seen.equals(expected)) {
      throw new AssertionError("saw " + seen + " instead of " + expected);
    }
  }

  /** What was seen, boiled down to a number. */
  private static class Trace {
    private int hash = 1;

    void add(int type, int from, int to) {
      hash = 31 * (31 * (31 * hash + type) + from) + to;
    }

    int hash() {
      return hash;
    }
  }

  private static final class Walk extends Trace {
    private final ByteBuffer bytes;

    Walk(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    int run() {
      MessageReader reader = new MessageReader().over(bytes, 0, bytes.capacity());
      while (reader.next()) {
        add(reader.type(), reader.start(), reader.end());
        walk(new AttributeCursor<>(SampleAttribute.TABLE).over(reader, HEADER_LENGTH));
      }
      return hash();
    }

    private void walk(AttributeCursor<?> cursor) {
      while (cursor.next()) {
        add(cursor.type(), cursor.payload(), cursor.payload() + cursor.payloadLength());
        if (cursor.isUnknown()) {
          require(cursor.copy().payload().length == cursor.payloadLength());
        } else {
          walkValue(cursor);
        }
      }
    }

    private void walkValue(AttributeCursor<?> cursor) {
      AttributeFormat format = cursor.attribute().format();
      switch (format.kind()) {
        case FLAG -> {}
        case U8 -> cursor.u8();
        case U16 -> cursor.u16();
        case U32 -> cursor.u32();
        case U64 -> cursor.u64();
        case STRING -> require(cursor.string().length() <= cursor.payloadLength());
        case BINARY -> require(cursor.bytes().length == cursor.payloadLength());
        case NESTED -> walk(new AttributeCursor<>(format.nested().orElseThrow()).inside(cursor));
        case NESTED_ARRAY -> {
          AttributeCursor<?> element = AttributeCursor.ofElements().inside(cursor);
          while (element.next()) {
            add(element.type(), element.payload(), element.payload() + element.payloadLength());
            walk(new AttributeCursor<>(format.nested().orElseThrow()).inside(element));
          }
        }
      }
    }

    private static void require(boolean condition) {
      if (!condition) {
        throw new AssertionError("a payload of another length");
      }
    }
  }

  /** The same walk: on the array, with numbers that cannot overflow, and no state but the trace. */
  private static final class Reference extends Trace {
    private final byte[] input;

    Reference(byte[] input) {
      this.input = input;
    }

    Optional<Integer> run() {
      long at = 0;
      while (at < input.length) {
        if (at + 16 > input.length) {
          return Optional.empty();
        }
        long length = number(at, 4);
        if (length < 16 + HEADER_LENGTH || at + length > input.length) {
          return Optional.empty();
        }
        add((int) number(at + 4, 2), (int) at, (int) (at + length));
        if (!attributes(at + 16 + HEADER_LENGTH, at + length, SAMPLE_NEEDS, false)) {
          return Optional.empty();
        }
        at += (length + 3) / 4 * 4;
      }
      return Optional.of(hash());
    }

    private boolean attributes(long from, long to, int[] needs, boolean list) {
      for (long at = from; at + 4 <= to; at += (number(at, 2) + 3) / 4 * 4) {
        long length = number(at, 2);
        int type = (int) number(at + 2, 2) & 0x3fff;
        int needed = !list && type < needs.length ? needs[type] : 0;
        if (length < 4 + needed || at + length > to) {
          return false;
        }
        add(type, (int) at + 4, (int) (at + length));
        if (!inside(type, at + 4, at + length, needs, list)) {
          return false;
        }
      }
      return true;
    }

    private boolean inside(int type, long from, long to, int[] needs, boolean list) {
      if (list) {
        return attributes(from, to, needs, false);
      }
      boolean sample = Arrays.equals(needs, SAMPLE_NEEDS);
      boolean nested = sample && (type == NEST || type == LIST);
      return !nested || attributes(from, to, INNER_NEEDS, type == LIST);
    }

    /** Reads an unsigned number in the order of this machine. */
    private long number(long at, int bytes) {
      long value = 0;
      boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
      for (int i = 0; i < bytes; i++) {
        long part = Byte.toUnsignedLong(input[(int) at + i]);
        value |= part << (8 * (little ? i : bytes - 1 - i));
      }
      return value;
    }
  }
}

package io.wgnetlink.testkit.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A classic BPF program, as {@link io.wgnetlink.netlink.SocketFilter} makes them
 * ({@code net/core/filter.c}): one with other instructions is refused.
 */
final class FilterProgram {
  /** {@code struct sock_filter}, {@code uapi/linux/filter.h}. */
  private static final int INSTRUCTION_BYTES = 8;

  private static final int JT = 2;
  private static final int JF = 3;
  private static final int K = 4;

  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_BYTE = 0x30;
  private static final int LOAD_WORD_INDEXED = 0x40;
  private static final int SET = 0x00;
  private static final int SET_INDEX = 0x01;
  private static final int COPY_TO_INDEX = 0x07;
  private static final int JUMP = 0x05;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;

  /** {@code SKF_AD_OFF + SKF_AD_NLATTR}. */
  private static final int FIND_ATTRIBUTE = -0x1000 + 12;

  private static final int NLA_HDRLEN = 4;

  /** Without {@code NLA_F_NESTED}, {@code NLA_F_NET_BYTEORDER}: the kernel masks them, too. */
  private static final int NLA_TYPE_MASK = 0x3fff;

  private final ByteBuffer program;

  private FilterProgram(ByteBuffer program) {
    this.program = program;
  }

  static FilterProgram decode(ByteBuffer direct) {
    ByteBuffer copy = ByteBuffer.allocate(direct.capacity()).order(ByteOrder.nativeOrder());
    copy.put(0, direct, 0, direct.capacity());
    return new FilterProgram(copy);
  }

  /** Returns whether it lets a datagram pass; a load beyond the end does not. */
  boolean accepts(byte[] datagram) {
    ByteBuffer bytes = ByteBuffer.wrap(datagram); // network order
    try {
      return run(bytes);
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }

  private boolean run(ByteBuffer bytes) {
    int accumulator = 0;
    int index = 0;
    int at = 0;
    while (true) {
      int code = Short.toUnsignedInt(program.getShort(at));
      int operand = program.getInt(at + K);
      int skip = 0;
      switch (code) {
        case LOAD_WORD ->
          accumulator =
              operand == FIND_ATTRIBUTE ? find(bytes, accumulator, index) : bytes.getInt(operand);
        case LOAD_HALF -> accumulator = Short.toUnsignedInt(bytes.getShort(operand));
        case LOAD_BYTE -> accumulator = Byte.toUnsignedInt(bytes.get(operand));
        case LOAD_WORD_INDEXED -> accumulator = bytes.getInt(index + operand);
        case SET -> accumulator = operand;
        case SET_INDEX -> index = operand;
        case COPY_TO_INDEX -> index = accumulator;
        case JUMP -> skip = operand;
        case JUMP_IF_EQUAL ->
          skip = Byte.toUnsignedInt(program.get(at + (accumulator == operand ? JT : JF)));
        case RETURN -> {
          return operand != 0;
        }
        default ->
          throw new NotModelledException("socket filters with code 0x" + Integer.toHexString(code));
      }
      at += (1 + skip) * INSTRUCTION_BYTES;
    }
  }

  /** Returns where an attribute begins, searched for from an offset on; 0 when there is none. */
  private static int find(ByteBuffer bytes, int from, int type) {
    ByteBuffer host = bytes.duplicate().order(ByteOrder.nativeOrder());
    int at = from;
    while (at + NLA_HDRLEN <= host.capacity()) {
      int length = Short.toUnsignedInt(host.getShort(at));
      if (length < NLA_HDRLEN || length > host.capacity() - at) {
        return 0;
      }
      if ((host.getShort(at + Short.BYTES) & NLA_TYPE_MASK) == type) {
        return at;
      }
      at += (length + 3) & ~3;
    }
    return 0;
  }
}

package io.wgnetlink.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A program by which the kernel decides which datagrams a {@link Subscription} receives: classic
 * BPF, {@code uapi/linux/filter.h}. What it drops takes no room in the receive buffer and is no
 * overrun. Immutable.
 *
 * <p>It sees a datagram from its first message's header on and ends with {@link Instruction#accept}
 * or {@link Instruction#drop}; a load beyond the end drops the datagram. It has an accumulator and
 * an index. <b>Loads take the bytes in network order</b>, while netlink's numbers are in the
 * machine's: compare with {@link #u16} and {@link #u32}.
 *
 * @param instructions the program, 1 to 4096 of them; the kernel verifies it
 */
public record SocketFilter(List<Instruction> instructions) {
  /** {@code BPF_MAXINSNS}. */
  private static final int MAX_INSTRUCTIONS = 4096;

  public SocketFilter {
    instructions = List.copyOf(instructions);
    if (instructions.isEmpty() || instructions.size() > MAX_INSTRUCTIONS) {
      throw new IllegalArgumentException("a socket filter of " + instructions.size()
          + " instructions: there have to be 1 to " + MAX_INSTRUCTIONS);
    }
  }

  /** Returns what a load makes of a 16-bit number of a netlink message. */
  public static int u16(int number) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? number
        : Short.toUnsignedInt(Short.reverseBytes((short) number));
  }

  /** Returns what a load makes of a 32-bit number of a netlink message. */
  public static int u32(int number) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
  }

  /** Returns the program as the kernel takes it. */
  ByteBuffer encode() {
    ByteBuffer program = ByteBuffer.allocateDirect(instructions.size() * Instruction.LENGTH)
        .order(ByteOrder.nativeOrder());
    for (int i = 0; i < instructions.size(); i++) {
      instructions.get(i).encode(program, i * Instruction.LENGTH);
    }
    return program;
  }

  /**
   * One instruction: {@code struct sock_filter}, {@code uapi/linux/filter.h}; host byte order.
   *
   * <pre>
   *  0                   1                   2                   3
   *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
   * +-------------------------------+---------------+---------------+
   * |             code              |      jt       |      jf       |
   * +-------------------------------+---------------+---------------+
   * |                               k                               |
   * +---------------------------------------------------------------+
   * </pre>
   *
   * @param code {@code BPF_*}: what it does
   * @param ifTrue how many instructions a comparison skips that applies, 0 to 255
   * @param ifFalse how many it skips otherwise, 0 to 255
   * @param operand an offset, or a number
   */
  public record Instruction(int code, int ifTrue, int ifFalse, int operand) {
    static final int LENGTH = 8;

    private static final int CODE = 0;
    private static final int JT = 2;
    private static final int JF = 3;
    private static final int K = 4;

    /** {@code BPF_LD | BPF_W | BPF_ABS}, {@code BPF_H}, {@code BPF_B}. */
    private static final int LOAD_WORD = 0x20;

    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;

    /** {@code BPF_LD | BPF_W | BPF_IND}: relative to the index. */
    private static final int LOAD_WORD_INDEXED = 0x40;

    /** {@code BPF_LD | BPF_IMM} and {@code BPF_LDX | BPF_IMM}. */
    private static final int SET = 0x00;

    private static final int SET_INDEX = 0x01;

    /** {@code BPF_MISC | BPF_TAX}. */
    private static final int COPY_TO_INDEX = 0x07;

    /** {@code BPF_JMP | BPF_JA} and {@code BPF_JMP | BPF_JEQ | BPF_K}. */
    private static final int JUMP = 0x05;

    private static final int JUMP_IF_EQUAL = 0x15;

    /** {@code BPF_RET | BPF_K}: how many bytes are received. */
    private static final int RETURN = 0x06;

    /** {@code SKF_AD_OFF + SKF_AD_NLATTR}. */
    private static final int FIND_ATTRIBUTE = -0x1000 + 12;

    public Instruction {
      if (((ifTrue | ifFalse) & ~0xff) != 0 || (code & ~0xffff) != 0) {
        throw new IllegalArgumentException(
            "code " + code + ", jumps " + ifTrue + " and " + ifFalse + " of a filter");
      }
    }

    private static Instruction of(int code, int operand) {
      return new Instruction(code, 0, 0, operand);
    }

    /** Loads four bytes of the datagram. */
    public static Instruction loadWord(int at) {
      return of(LOAD_WORD, at);
    }

    /** Loads two bytes of the datagram. */
    public static Instruction loadHalf(int at) {
      return of(LOAD_HALF, at);
    }

    /** Loads a byte of the datagram. */
    public static Instruction loadByte(int at) {
      return of(LOAD_BYTE, at);
    }

    /** Loads four bytes of the datagram, so many behind the index. */
    public static Instruction loadWordBehindIndex(int bytes) {
      return of(LOAD_WORD_INDEXED, bytes);
    }

    /** Sets the accumulator. */
    public static Instruction set(int number) {
      return of(SET, number);
    }

    /** Sets the index. */
    public static Instruction setIndex(int number) {
      return of(SET_INDEX, number);
    }

    /** Sets the index to the accumulator. */
    public static Instruction copyToIndex() {
      return of(COPY_TO_INDEX, 0);
    }

    /**
     * Sets the accumulator to where an attribute begins: of the type that the index says, among
     * those from where the accumulator says on; 0 when there is none. Both are plain numbers, in no
     * byte order.
     */
    public static Instruction findAttribute() {
      return of(LOAD_WORD, FIND_ATTRIBUTE);
    }

    /** Skips instructions. */
    public static Instruction jump(int skipped) {
      return of(JUMP, skipped);
    }

    /** Skips instructions, 0 to 255, by whether the accumulator is a number. */
    public static Instruction jumpIfEqual(int number, int ifTrue, int ifFalse) {
      return new Instruction(JUMP_IF_EQUAL, ifTrue, ifFalse, number);
    }

    /** Ends the program: the datagram is received. */
    public static Instruction accept() {
      return of(RETURN, -1);
    }

    /** Ends the program: the datagram is not received. */
    public static Instruction drop() {
      return of(RETURN, 0);
    }

    void encode(ByteBuffer buffer, int at) {
      buffer.putShort(at + CODE, (short) code);
      buffer.put(at + JT, (byte) ifTrue);
      buffer.put(at + JF, (byte) ifFalse);
      buffer.putInt(at + K, operand);
    }
  }
}

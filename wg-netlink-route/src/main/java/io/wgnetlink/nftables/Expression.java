package io.wgnetlink.nftables;

import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.List;
import java.util.Optional;

/**
 * One step of a rule. Steps pass values on in registers; {@link #REGISTER} is the first of 16
 * bytes, and the only one that most rules need. Immutable.
 *
 * <p>An expression that has no record here, or a part that the record does not have, is an
 * {@link Other}: nothing is left out of what is read.
 */
public sealed interface Expression {
  /** {@code NFT_REG_1}. */
  int REGISTER = 1;

  /**
   * Loads something about the packet.
   *
   * @param key what
   * @param register where to
   */
  record MetaLoad(MetaKey key, int register) implements Expression {}

  /**
   * Changes something about the packet.
   *
   * @param key what
   * @param register where the new value is
   */
  record MetaStore(MetaKey key, int register) implements Expression {}

  /**
   * Goes on when the value is in a set of the same table.
   *
   * @param set the set's name
   * @param register where the value is
   * @param inverted goes on when it is not
   */
  record Lookup(String set, int register, boolean inverted) implements Expression {
    public Lookup {
      Names.require("set", set);
    }
  }

  /**
   * Goes on when the value compares as said.
   *
   * @param register where the value is
   * @param operator how
   * @param value with what; as many bytes are compared as it has
   */
  record Compare(int register, Operator operator, RegisterValue value) implements Expression {}

  /**
   * Computes {@code (value & mask) ^ xor}.
   *
   * @param source where the value is
   * @param destination where the result goes
   * @param mask as many bytes as {@code xor}
   */
  record Bitwise(int source, int destination, RegisterValue mask, RegisterValue xor)
      implements Expression {
    public Bitwise {
      if (mask.length() != xor.length()) {
        throw new IllegalArgumentException(
            "a mask of " + mask.length() + " bytes and an xor of " + xor.length());
      }
    }

    /** Sets the bits of a number of 32 bits in the machine's order, and keeps the others. */
    public static Bitwise or(int register, int bits) {
      return new Bitwise(
          register, register, RegisterValue.ofHostInt(~bits), RegisterValue.ofHostInt(bits));
    }
  }

  /**
   * Loads bytes of the packet.
   *
   * @param base which header they are counted from
   * @param offset bytes before them
   * @param length how many, 1 to 64
   * @param register where to
   */
  record PayloadLoad(PayloadBase base, int offset, int length, int register) implements Expression {
    /** Loads the destination address of IPv4. */
    public static PayloadLoad ipv4Destination(int register) {
      return new PayloadLoad(PayloadBase.NETWORK, 16, 4, register);
    }

    /** Loads the destination address of IPv6. */
    public static PayloadLoad ipv6Destination(int register) {
      return new PayloadLoad(PayloadBase.NETWORK, 24, 16, register);
    }
  }

  /**
   * An expression as it was read.
   *
   * @param name the kernel's name of it
   * @param attributes what is inside {@code NFTA_EXPR_DATA}; empty when that is absent
   */
  record Other(String name, Optional<List<UnknownAttribute>> attributes) implements Expression {
    public Other {
      Names.require("expression", name);
      attributes = attributes.map(List::copyOf);
    }
  }

  /** How {@link Compare} compares, {@code NFT_CMP_*}. */
  enum Operator {
    EQUAL(0),
    NOT_EQUAL(1),
    LESS(2),
    LESS_OR_EQUAL(3),
    GREATER(4),
    GREATER_OR_EQUAL(5);

    private final int number;

    Operator(int number) {
      this.number = number;
    }

    /** Returns the kernel's number. */
    public int number() {
      return number;
    }
  }

  /** What {@link PayloadLoad} counts from, {@code NFT_PAYLOAD_*_HEADER}. */
  enum PayloadBase {
    LINK_LAYER(0),
    NETWORK(1),
    TRANSPORT(2),
    /** Linux 6.0. */
    INNER(3);

    private final int number;

    PayloadBase(int number) {
      this.number = number;
    }

    /** Returns the kernel's number. */
    public int number() {
      return number;
    }
  }
}

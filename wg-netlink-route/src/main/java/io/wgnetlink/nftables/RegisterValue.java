package io.wgnetlink.nftables;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes as they lie in a register: what is compared, looked up or kept in a set. Immutable.
 *
 * <p>What comes from packets is in network byte order, what the kernel computes (marks, interface
 * numbers) in the machine's own.
 */
public final class RegisterValue {
  /** The kernel's registers have 64 bytes in all, {@code NFT_DATA_VALUE_MAXLEN}. */
  public static final int MAX_BYTES = 64;

  private final byte[] bytes;

  private RegisterValue(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns a value of these bytes.
   *
   * @throws IllegalArgumentException when there are more than {@link #MAX_BYTES}
   */
  public static RegisterValue of(byte... bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a value of " + bytes.length + " bytes; a register holds " + MAX_BYTES);
    }
    return new RegisterValue(bytes.clone());
  }

  /** Returns an address, 4 or 16 bytes. */
  public static RegisterValue ofAddress(InetAddress address) {
    return new RegisterValue(address.getAddress());
  }

  /** Returns a mark, or another number of 32 bits in the machine's byte order. */
  public static RegisterValue ofHostInt(int value) {
    ByteBuffer buffer = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
    return new RegisterValue(buffer.putInt(value).array());
  }

  /** Returns a family as {@link MetaKey#NFPROTO} loads it. */
  public static RegisterValue ofFamily(TableFamily family) {
    return of((byte) family.number());
  }

  /** Returns a copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns how many bytes there are. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegisterValue that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Returns the bytes in hexadecimal. */
  @Override
  public String toString() {
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}

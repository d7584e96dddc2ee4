package io.wgnetlink.nftables;

/**
 * What the elements of a set are. The number is a convention of {@code nft}, by which it prints
 * them; the kernel keeps it and looks at the length only. Immutable.
 *
 * @param number the number of {@code nft}'s type
 * @param length bytes of an element, 1 to 64
 */
public record KeyType(int number, int length) {
  /** {@code nf_proto}: a family, see {@link MetaKey#NFPROTO}. */
  public static final KeyType NF_PROTO = new KeyType(2, 1);

  /** {@code ipv4_addr}. */
  public static final KeyType IPV4_ADDRESS = new KeyType(7, 4);

  /** {@code ipv6_addr}. */
  public static final KeyType IPV6_ADDRESS = new KeyType(8, 16);

  public KeyType {
    if (length < 1 || length > RegisterValue.MAX_BYTES) {
      throw new IllegalArgumentException(
          "elements of " + length + " bytes; a register holds 1 to " + RegisterValue.MAX_BYTES);
    }
  }
}

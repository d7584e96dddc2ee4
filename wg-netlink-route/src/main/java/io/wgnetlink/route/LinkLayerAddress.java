package io.wgnetlink.route;

import io.wgnetlink.link.MacAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The address of a neighbour on its link, as long as the kind of link has them: a hardware address
 * on Ethernet, an IP address on a tunnel. Immutable.
 */
public final class LinkLayerAddress {
  private static final HexFormat FORMAT = HexFormat.ofDelimiter(":");

  private final byte[] bytes;

  private LinkLayerAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns the address that has these bytes. */
  public static LinkLayerAddress of(byte[] bytes) {
    return new LinkLayerAddress(bytes.clone());
  }

  /** Returns the address of a link like Ethernet. */
  public static LinkLayerAddress of(MacAddress address) {
    return new LinkLayerAddress(address.toBytes());
  }

  /**
   * Parses pairs of hexadecimal digits separated by colons.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static LinkLayerAddress parse(String text) {
    try {
      return new LinkLayerAddress(FORMAT.parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a link-layer address such as 02:00:00:00:00:01", e);
    }
  }

  /** Returns a copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Returns the hardware address that it is, empty when it has not 48 bits. */
  public Optional<MacAddress> mac() {
    return bytes.length == MacAddress.BYTES ? Optional.of(MacAddress.of(bytes)) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinkLayerAddress that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Returns pairs of hexadecimal digits separated by colons. */
  @Override
  public String toString() {
    return FORMAT.formatHex(bytes);
  }
}

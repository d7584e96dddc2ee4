package io.wgnetlink.link.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.util.function.Consumer;

/** Payloads that links, addresses and routes have in common. */
public final class Payloads {
  private static final int CAPACITY = 256;

  private Payloads() {}

  /** Reads the current attribute as an address of a family. */
  public static InetAddress address(AttributeCursor<?> cursor, AddressFamily family) {
    if (cursor.payloadLength() < family.bytes()) {
      throw new MalformedMessageException(
          cursor.payload(), "an " + family + " address of " + cursor.payloadLength() + " bytes");
    }
    byte[] address = new byte[family.bytes()];
    cursor.buffer().get(cursor.payload(), address);
    return IpAddresses.of(address);
  }

  /**
   * Returns what a writer writes as the payload of another attribute: for attributes whose content
   * is not just attributes.
   */
  public static byte[] of(Consumer<MessageWriter> body) {
    MessageWriter writer = new MessageWriter(CAPACITY);
    body.accept(writer);
    byte[] bytes = new byte[writer.length()];
    writer.buffer().get(0, bytes);
    return bytes;
  }
}

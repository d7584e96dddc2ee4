package io.wgnetlink.captures;

import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Messages that {@code ip} or {@code nft} and the kernel exchanged, from a file of annotated
 * hexadecimal bytes. Its first comment is the command; sequence numbers and port ids are cleared.
 */
public final class Capture {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final List<byte[]> sent = new ArrayList<>();
  private final List<byte[]> received = new ArrayList<>();

  private Capture() {}

  /** Reads the capture with this name. */
  public static Capture of(String name) {
    String file = "/io/wgnetlink/captures/" + name + ".hex";
    try (InputStream in = Capture.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("no capture " + file);
      }
      return new Capture().read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Capture read(String text) {
    for (String block : text.split("\n\n", -1)) {
      if (block.startsWith("# sent")) {
        sent.add(bytes(block));
      } else if (block.startsWith("# received")) {
        received.add(bytes(block));
      }
    }
    return this;
  }

  private static byte[] bytes(String block) {
    return HEX.parseHex(block
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(code -> !code.isEmpty())
        .collect(Collectors.joining(" ")));
  }

  /** Returns the one request. */
  public byte[] sent() {
    if (sent.size() != 1) {
      throw new IllegalStateException(sent.size() + " requests");
    }
    return sent.get(0);
  }

  /** Returns the requests, in order. */
  public List<byte[]> allSent() {
    return sent;
  }

  /** Returns the messages of the kernel. */
  public List<byte[]> received() {
    return received;
  }

  /** Returns a reader at the only message of some bytes. */
  public static MessageReader reader(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message.clone()).order(ByteOrder.nativeOrder());
    MessageReader reader = new MessageReader().over(buffer, 0, message.length);
    if (!reader.next()) {
      throw new IllegalArgumentException("no message");
    }
    return reader;
  }

  /** Returns the bytes of a change, as the client sends it with sequence number 0. */
  public static byte[] change(Request request) {
    return encode(request, MessageFlags.NLM_F_ACK);
  }

  /** Returns the bytes of a question that is answered by one message. */
  public static byte[] question(Request request) {
    return encode(request, 0);
  }

  private static byte[] encode(Request request, int flags) {
    MessageWriter writer = new MessageWriter(512);
    writer.beginMessage(request.type(), request.flags() | MessageFlags.NLM_F_REQUEST | flags, 0);
    request.body().accept(writer);
    writer.endMessage();
    byte[] bytes = new byte[writer.length()];
    writer.buffer().get(0, bytes);
    return bytes;
  }
}

package io.wgnetlink.wireguard.internal;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.Device;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Fuzz target: what a userspace daemon answers, to {@code get=1} and to a change. A reply becomes a
 * device, or says that the request failed, or is refused by the one exception, in which no part of
 * a line stands but a known key. Nothing comes of a reply without its end.
 */
public final class UapiReplyFuzzer {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final String PEER = "public_key=";

  /** What the exceptions say in their own words. */
  private static final String WORDS = "[a-z_]{1,31}|[0-9]{1,11}";

  private UapiReplyFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    List<String> lines = wholeLines(input);
    ForeignBytes.watch(input.length, () -> decode(input, lines))
        .ifPresent(device -> check(device, lines));
    boolean changed = ForeignBytes.watch(input.length, () -> isSuccess(input, lines));
    if (changed && !lines.get(0).startsWith("errno=")) {
      throw new AssertionError("a change succeeded by " + lines.get(0));
    }
  }

  private static List<String> wholeLines(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    return List.of(text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1));
  }

  private static Optional<Device> decode(byte[] input, List<String> lines) {
    try {
      return UapiDeviceDecoder.decode(WG0, input);
    } catch (MalformedReplyException e) {
      requireNoValue(e, lines);
      return Optional.empty();
    }
  }

  /** Takes the same bytes for the answer to a change, a few at a time. */
  private static boolean isSuccess(byte[] input, List<String> lines) {
    UapiReply reply = new UapiReply(line -> {
      throw line.malformed("is not expected");
    });
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      for (int at = 0; at < input.length; at++) {
        if (reply.take(buffer.put(input[at]))) {
          return reply.errno() == 0;
        }
      }
      return false;
    } catch (MalformedReplyException e) {
      requireNoValue(e, lines);
      return false;
    }
  }

  private static void requireNoValue(MalformedReplyException e, List<String> lines) {
    for (String line : lines) {
      for (String part : line.split("[= ]", -1)) {
        if (part.length() > 3 && !part.matches(WORDS) && e.getMessage().contains(part)) {
          throw new AssertionError("a part of a line is shown", e);
        }
      }
    }
  }

  private static void check(Device device, List<String> lines) {
    int end = 0;
    while (!lines.get(end).startsWith("errno=")) {
      end++; // and fails when there is none
    }
    long peers =
        lines.subList(0, end).stream().filter(line -> line.startsWith(PEER)).count();
    try (device) {
      if (device.peers().size() != peers) {
        throw new AssertionError(device.peers().size() + " of " + peers + " peers");
      }
      if (device.privateKey().isPresent() != device.publicKey().isPresent()) {
        throw new AssertionError("a device with half of its keys: " + device);
      }
      device.peers().forEach(peer -> {
        if (!device.peer(peer.publicKey()).isPresent()) {
          throw new AssertionError("a peer that cannot be found: " + peer);
        }
      });
    }
  }
}

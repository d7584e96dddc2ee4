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

  /** What a reply comes to; the oracles look at it when allocations are no longer counted. */
  private record Outcome(
      Optional<Device> device, boolean changed, Optional<MalformedReplyException> refusal) {}

  public static void fuzzerTestOneInput(byte[] input) {
    List<String> lines = wholeLines(input);
    Outcome read = ForeignBytes.watch(input.length, () -> read(input));
    read.refusal().ifPresent(e -> requireNoValue(e, lines));
    read.device().ifPresent(device -> check(device, lines));
    Outcome changed = ForeignBytes.watch(input.length, () -> change(input));
    changed.refusal().ifPresent(e -> requireNoValue(e, lines));
    if (changed.changed() && !lines.get(0).startsWith("errno=")) {
      throw new AssertionError("a change succeeded by " + lines.get(0));
    }
  }

  private static List<String> wholeLines(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    return List.of(text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1));
  }

  private static Outcome read(byte[] input) {
    try {
      return new Outcome(UapiDeviceDecoder.decode(WG0, input), false, Optional.empty());
    } catch (MalformedReplyException e) {
      return new Outcome(Optional.empty(), false, Optional.of(e));
    }
  }

  /** Takes the same bytes for the answer to a change, one at a time. */
  private static Outcome change(byte[] input) {
    UapiReply reply = new UapiReply(line -> {
      throw line.malformed("is not expected");
    });
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      boolean ended = false;
      for (int at = 0; at < input.length && !ended; at++) {
        ended = reply.take(buffer.put(input[at]));
      }
      return new Outcome(Optional.empty(), ended && reply.errno() == 0, Optional.empty());
    } catch (MalformedReplyException e) {
      return new Outcome(Optional.empty(), false, Optional.of(e));
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

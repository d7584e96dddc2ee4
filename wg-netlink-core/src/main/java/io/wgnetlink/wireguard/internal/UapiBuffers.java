package io.wgnetlink.wireguard.internal;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Buffers for requests and replies, used again by one exchange after another and wiped in between.
 *
 * <p>They are direct ones, because the JDK copies others through buffers of its own, in which keys
 * would stay. Thread-safe.
 */
final class UapiBuffers {
  /** The longest line; of those that are known none has more than 100 bytes. */
  static final int REPLY_BYTES = 64 * 1024;

  private static final byte[] ZEROS = new byte[8 * 1024];

  private final Queue<Pair> idle = new ConcurrentLinkedQueue<>();

  /** The buffers of one exchange. */
  record Pair(ByteBuffer request, ByteBuffer reply) {
    private void wipe() {
      wipe(request);
      wipe(reply);
    }

    private static void wipe(ByteBuffer buffer) {
      buffer.clear();
      while (buffer.hasRemaining()) {
        buffer.put(ZEROS, 0, Math.min(ZEROS.length, buffer.remaining()));
      }
      buffer.clear();
    }
  }

  Pair take() {
    Pair used = idle.poll();
    return used != null
        ? used
        : new Pair(
            ByteBuffer.allocateDirect(UapiUpdateEncoder.MAX_BYTES),
            ByteBuffer.allocateDirect(REPLY_BYTES));
  }

  void release(Pair buffers) {
    buffers.wipe();
    idle.add(buffers);
  }
}

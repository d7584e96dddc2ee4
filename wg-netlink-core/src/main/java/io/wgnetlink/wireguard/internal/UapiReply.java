package io.wgnetlink.wireguard.internal;

import java.nio.ByteBuffer;

/**
 * Takes a reply of the userspace protocol apart into lines, as it arrives.
 *
 * <pre>
 * key=value\n   any number of times, in the reply to get=1
 * errno=N\n     0, or an error number: wireguard-go sends it negative, boringtun positive
 * \n
 * </pre>
 *
 * <p>The daemon is not believed. A line has to fit into the receive buffer, and a reply into
 * {@link #MAX_BYTES}, so that neither can be endless; only the line with {@code errno} ends a
 * reply, the end of the stream does not; and no length that a daemon gives is used for anything, as
 * the protocol has none. What comes after that line is not waited for.
 */
final class UapiReply {
  /**
   * What a reply has at most: 64 MiB, or a kibibyte for each of 65,536 peers, the most that
   * wireguard-go lets a device have ({@code MaxPeers}, device/constants.go).
   */
  static final long MAX_BYTES = 64L << 20;

  /** Takes the lines before the last one. */
  @FunctionalInterface
  interface Lines {
    void line(UapiLine line);
  }

  private final Lines lines;
  private long consumed;
  private int scanned;
  private boolean ended;
  private int errno;

  UapiReply(Lines lines) {
    this.lines = lines;
  }

  /**
   * Takes the whole lines out of a buffer that was read into, and leaves it ready to be read into
   * again. Returns whether the reply is complete.
   *
   * @throws MalformedReplyException when this is no reply
   */
  boolean take(ByteBuffer buffer) {
    buffer.flip();
    int lineAt = 0;
    for (int i = scanned; i < buffer.limit() && !ended; i++) {
      if (buffer.get(i) == '\n') {
        line(buffer, lineAt, i);
        lineAt = i + 1;
      }
    }
    if (lineAt == 0 && buffer.limit() == buffer.capacity() && !ended) {
      throw new MalformedReplyException(
          consumed, "a line of more than " + buffer.capacity() + " bytes");
    }
    consumed += lineAt;
    if (consumed > MAX_BYTES) {
      throw new MalformedReplyException(0, "more than " + MAX_BYTES + " bytes");
    }
    buffer.position(lineAt);
    buffer.compact();
    scanned = buffer.position();
    return ended;
  }

  private void line(ByteBuffer buffer, int from, int to) {
    UapiLine line = new UapiLine(buffer, from, to, consumed + from);
    if (line.key().equals("errno")) {
      errno = line.errno();
      ended = true;
    } else {
      lines.line(line);
    }
  }

  /** Returns the error number of a complete reply, positive; 0 is success. */
  int errno() {
    if (!ended) {
      throw new IllegalStateException("the reply is not complete");
    }
    return errno;
  }
}

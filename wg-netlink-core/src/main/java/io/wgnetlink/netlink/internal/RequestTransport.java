package io.wgnetlink.netlink.internal;

import java.nio.ByteBuffer;

/**
 * Datagrams to and from the kernel: a socket, or in tests one function from request to replies.
 *
 * <p>Failures throw {@link SystemCallException}.
 */
public interface RequestTransport extends AutoCloseable {
  /** {@link #receive} found nothing to read. */
  int NOTHING = -1;

  /** Sends {@code length} bytes from the start of a direct buffer as one datagram. */
  void send(ByteBuffer direct, int length);

  /**
   * Receives one datagram into a direct buffer without waiting. Returns its whole length, which is
   * more than the buffer's capacity when the rest of it was cut off, or {@link #NOTHING}.
   */
  int receive(ByteBuffer direct);

  /** Waits until something can be read; returns false when the time is over first. */
  boolean awaitReadable(int timeoutMillis);

  @Override
  void close();
}

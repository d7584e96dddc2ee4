package io.wgnetlink.netlink.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Multicast from the kernel: a socket that an event loop watches, or a queue of a kernel that is in
 * memory.
 *
 * <p>Failures throw {@link SystemCallException}.
 */
public interface EventTransport extends AutoCloseable {
  /** Calls back until it is closed. */
  interface Watch extends AutoCloseable {
    /** Runs a task between the callbacks, after a time. */
    void schedule(Runnable task, Duration delay);

    /** Ends it; the callback is not running any more, unless it is the caller. */
    @Override
    void close();
  }

  /** Asks for room for this many bytes, and returns what there is now. */
  int setReceiveBuffer(int bytes);

  /** Lets a classic BPF program decide what is received. */
  void attachFilter(ByteBuffer program);

  /** Lets multicast of other namespaces arrive too. */
  void listenToAllNamespaces();

  /** Joins a multicast group by its number. */
  void join(int group);

  /** Returns how many messages found no room. */
  long drops();

  /**
   * Receives one datagram into a direct buffer without waiting, as
   * {@link RequestTransport#receive}; {@code ENOBUFS} when some were lost before it.
   */
  int receive(ByteBuffer direct);

  /** Returns the number of the namespace that the last datagram is from; empty for this one. */
  Optional<Integer> namespaceId();

  /** Calls back whenever something can be received, until that is closed. */
  Watch watch(Runnable readable);

  @Override
  void close();
}

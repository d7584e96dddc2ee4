package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.internal.EventTransport;
import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.internal.SystemCallException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A socket for multicast whose other end is in memory.
 *
 * <p>It overflows as the kernel's does: what finds no room is dropped, and so is all that follows,
 * until everything before has been read; {@code ENOBUFS} is said once for all of it, before what
 * waits. Thread-safe, by the kernel's lock.
 */
final class MemoryEvents implements EventTransport, Multicast.Listener {
  /** What a datagram takes beside its bytes, about as in the kernel. */
  private static final int OVERHEAD = 640;

  /** The kernel doubles what is asked for, for its own book-keeping. */
  private static final int DOUBLED = 2;

  private final MemoryKernel kernel;
  private final Multicast multicast;
  private final Set<Integer> groups = new HashSet<>();
  private Optional<FilterProgram> filter = Optional.empty();
  private long room = Integer.MAX_VALUE;
  private Runnable readable = () -> {};

  private final Queue<byte[]> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean congested;
  private boolean failing;
  private long drops;

  private MemoryEvents(MemoryKernel kernel, Multicast multicast) {
    this.kernel = kernel;
    this.multicast = multicast;
  }

  static MemoryEvents open(MemoryKernel kernel, Multicast multicast) {
    MemoryEvents events = new MemoryEvents(kernel, multicast);
    kernel.locked(() -> multicast.add(events));
    return events;
  }

  // ---- the kernel's end -----------------------------------------------------------------------

  @Override
  public void event(int group, byte[] datagram) {
    if (!groups.contains(group) || !filter.map(it -> it.accepts(datagram)).orElse(true)) {
      return;
    }
    if (congested || queuedBytes + datagram.length + OVERHEAD > room) {
      lost();
      return;
    }
    queue.add(datagram);
    queuedBytes += datagram.length + OVERHEAD;
    readable.run();
  }

  @Override
  public void lost() {
    drops++;
    failing |= !congested;
    congested = true;
    readable.run();
  }

  // ---- the reader's end -----------------------------------------------------------------------

  @Override
  public int setReceiveBuffer(int bytes) {
    return kernel.locked(() -> {
      room = (long) DOUBLED * bytes;
      return (int) Math.min(room, Integer.MAX_VALUE);
    });
  }

  @Override
  public void attachFilter(ByteBuffer program) {
    FilterProgram decoded = FilterProgram.decode(program);
    kernel.locked(() -> {
      filter = Optional.of(decoded);
    });
  }

  @Override
  public void listenToAllNamespaces() {
    throw new NotModelledException("other namespaces");
  }

  @Override
  public void join(int group) {
    kernel.locked(() -> {
      groups.add(group);
    });
  }

  @Override
  public long drops() {
    return kernel.locked(() -> drops);
  }

  @Override
  public int receive(ByteBuffer direct) {
    return kernel.locked(() -> {
      if (failing) {
        failing = false;
        throw new SystemCallException("recv", Errno.ENOBUFS.number());
      }
      byte[] next = queue.poll();
      if (next == null) {
        congested = false;
        return RequestTransport.NOTHING;
      }
      queuedBytes -= next.length + OVERHEAD;
      direct.put(0, next, 0, Math.min(next.length, direct.capacity()));
      return next.length;
    });
  }

  @Override
  public Optional<Integer> namespaceId() {
    return Optional.empty();
  }

  @Override
  public Watch watch(Runnable callback) {
    Loop loop = new Loop(callback);
    kernel.locked(() -> {
      readable = loop::wake;
    });
    loop.wake();
    return loop;
  }

  @Override
  public void close() {
    kernel.locked(() -> {
      multicast.remove(this);
      queue.clear();
    });
  }

  /** A thread that calls back. */
  private static final class Loop implements Watch {
    private static final long LONGEST_CALLBACK_SECONDS = 60;

    private final Runnable callback;
    private volatile Thread thread = Thread.currentThread();
    private final ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread made = new Thread(task, "wg-netlink-events in memory");
          made.setDaemon(true);
          thread = made;
          return made;
        });

    Loop(Runnable callback) {
      this.callback = callback;
    }

    void wake() {
      schedule(callback, Duration.ZERO);
    }

    @Override
    public void schedule(Runnable task, Duration delay) {
      try {
        var unused = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        // It has ended.
      }
    }

    @Override
    public void close() {
      executor.shutdownNow();
      if (Thread.currentThread() == thread) {
        return;
      }
      boolean interrupted = false;
      while (true) {
        try {
          if (!executor.awaitTermination(LONGEST_CALLBACK_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a callback does not end");
          }
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.EventTransport;
import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.internal.SystemCallException;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Membership in multicast groups of a netlink protocol, on a socket of its own.
 *
 * <p><b>Mechanism.</b> A Netty epoll loop, the library's own, watches the socket. When something
 * can be read the loop takes every datagram until there is none, because the kernel drops
 * everything after an overflow until the queue has been emptied, and puts copies into a bounded
 * queue. An executor empties the queue by calling the listener, one message at a time. No listener
 * runs on the loop, so a slow one delays nobody else; when its queue is full, messages are dropped
 * and the gap is reported as an {@linkplain SubscriptionListener#overrun overrun}, like a gap of
 * the kernel's.
 *
 * <p><b>Failure.</b> What the listener throws is logged, and the delivery goes on. After
 * {@link #close()} returns no further message is taken; one that is being delivered may still end.
 *
 * <p>Thread-safe. Listening to links, addresses and routes needs no capability. Netty 4.2 with its
 * native epoll library is needed here and only here.
 */
public final class Subscription implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  /** What an entry costs beside its bytes, so that small ones are not for nothing. */
  private static final int ENTRY_BYTES = 128;

  /**
   * Multicast messages are as large as single replies; the kernel's largest known is below this.
   */
  private static final int DATAGRAM_BYTES = 256 * 1024;

  private final EventTransport socket;
  private final SubscriptionListener listener;
  private final Executor executor;
  private final @Nullable ExecutorService ownExecutor;
  private final int receiveBufferBytes;
  private final int queueLimit;
  private final EventTransport.Watch watch;

  /** Touched by the loop only. */
  private final ByteBuffer datagram =
      ByteBuffer.allocateDirect(DATAGRAM_BYTES).order(ByteOrder.nativeOrder());

  private final ReentrantLock queueLock = new ReentrantLock();
  private final ArrayDeque<Entry> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean delivering;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private sealed interface Entry {}

  private record Datagram(ByteBuffer bytes, Optional<Integer> namespaceId) implements Entry {}

  private record Gap(SubscriptionListener.Overrun cause) implements Entry {}

  private record Marker(Runnable task) implements Entry {}

  private Subscription(
      EventTransport socket,
      SubscriptionListener listener,
      SubscriptionOptions options,
      int receiveBufferBytes,
      String description) {
    this.socket = socket;
    this.listener = listener;
    this.queueLimit = options.queueBytes();
    if (options.executor().isPresent()) {
      this.ownExecutor = null;
      this.executor = options.executor().get();
    } else {
      ExecutorService own = singleThread(description);
      this.ownExecutor = own;
      this.executor = own;
    }
    this.receiveBufferBytes = receiveBufferBytes;
    this.watch = socket.watch(this::takeAll);
  }

  /**
   * Joins groups and delivers their messages on a daemon thread made for this subscription.
   *
   * @throws IllegalStateException when Netty 4.2's native epoll is missing; the message says how to
   *     add it
   */
  public static Subscription open(
      NetworkNamespace namespace,
      NetlinkProtocol protocol,
      Collection<Integer> groups,
      SubscriptionListener listener) {
    return open(namespace, protocol, groups, listener, SubscriptionOptions.DEFAULT);
  }

  /** Joins groups and delivers their messages as the options say. */
  public static Subscription open(
      NetworkNamespace namespace,
      NetlinkProtocol protocol,
      Collection<Integer> groups,
      SubscriptionListener listener,
      SubscriptionOptions options) {
    EventTransport socket = namespace.openEventSocket(protocol);
    String description = "subscription to " + protocol + " groups " + groups + " in " + namespace;
    try {
      // The buffer first: it cannot be made larger for what has been dropped already.
      int receiveBuffer = socket.setReceiveBuffer(options.receiveBufferBytes());
      // Before the groups, so that nothing passes by it.
      options.filter().ifPresent(filter -> socket.attachFilter(filter.encode()));
      if (options.allNamespaces()) {
        listenToAllNamespaces(socket, namespace);
      }
      groups.forEach(socket::join);
      return new Subscription(socket, listener, options, receiveBuffer, description);
    } catch (SystemCallException e) {
      socket.close();
      throw new Cures(namespace)
          .failure("open a " + description, new Errno(e.errno()), ExtendedAck.NONE);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static void listenToAllNamespaces(EventTransport socket, NetworkNamespace namespace) {
    try {
      socket.listenToAllNamespaces();
    } catch (SystemCallException e) {
      Errno errno = new Errno(e.errno());
      String cure = errno.equals(Errno.EPERM)
          ? "this process needs CAP_NET_BROADCAST in the user namespace that owns it"
          : "";
      throw new NetlinkException(
          "listen to all namespaces in " + namespace, errno, ExtendedAck.NONE, cure);
    }
  }

  private static ExecutorService singleThread(String description) {
    return Executors.newSingleThreadExecutor(task -> {
      Thread thread = new Thread(task, "wg-netlink-delivery " + description);
      thread.setDaemon(true);
      return thread;
    });
  }

  /**
   * Returns the size of the kernel's receive buffer in bytes: 32 MiB with {@code CAP_NET_ADMIN},
   * else what {@code net.core.rmem_max} allows.
   */
  public int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  /**
   * Returns how many messages the kernel has dropped so far because the receive buffer was full; 0
   * after the end.
   */
  public long drops() {
    return isClosed.get() ? 0 : socket.drops();
  }

  /**
   * Runs a task where the listener is called, after everything that the kernel had sent when this
   * was called. As rtnetlink tells of a change before it acknowledges it, that includes whatever
   * was acknowledged before. After the end it never runs.
   */
  public void afterArrived(Runnable task) {
    afterArrived(task, Duration.ZERO);
  }

  /** Runs a task like {@link #afterArrived(Runnable)}, as if called after a time. */
  public void afterArrived(Runnable task, Duration delay) {
    if (!isClosed.get()) {
      Runnable mark = () -> {
        takeAll();
        enqueue(new Marker(task), 0);
      };
      watch.schedule(mark, delay);
    }
  }

  /** Takes every datagram that waits; runs on the loop and never throws. */
  private void takeAll() {
    while (!isClosed.get()) {
      try {
        int length = socket.receive(datagram);
        if (length == RequestTransport.NOTHING) {
          return;
        }
        if (length > datagram.capacity()) {
          enqueue(new Gap(SubscriptionListener.Overrun.TRUNCATED), 0);
        } else {
          ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
          copy.put(0, datagram, 0, length);
          enqueue(new Datagram(copy, socket.namespaceId()), length + ENTRY_BYTES);
        }
      } catch (SystemCallException e) {
        if (e.errno() != Errno.ENOBUFS.number()) {
          LOG.atWarn().setCause(e).log("a subscription's socket failed");
          return;
        }
        enqueue(new Gap(SubscriptionListener.Overrun.RECEIVE_BUFFER), 0);
      }
    }
  }

  private void enqueue(Entry entry, int bytes) {
    boolean start;
    queueLock.lock();
    try {
      if (queuedBytes + bytes > queueLimit) {
        if (!(queue.peekLast() instanceof Gap)) {
          queue.add(new Gap(SubscriptionListener.Overrun.QUEUE));
        }
      } else if (!(entry instanceof Gap && queue.peekLast() instanceof Gap)) {
        queue.add(entry);
        queuedBytes += bytes;
      }
      start = !delivering;
      delivering = true;
    } finally {
      queueLock.unlock();
    }
    if (start) {
      startDelivery();
    }
  }

  private void startDelivery() {
    try {
      executor.execute(this::deliverAll);
    } catch (RejectedExecutionException e) {
      LOG.atWarn().setCause(e).log("a subscription's executor takes no more work");
      discardQueue();
    }
  }

  /** Forgets what could not be delivered; the next message starts another attempt, with a gap. */
  private void discardQueue() {
    queueLock.lock();
    try {
      queue.clear();
      queue.add(new Gap(SubscriptionListener.Overrun.QUEUE));
      queuedBytes = 0;
      delivering = false;
    } finally {
      queueLock.unlock();
    }
  }

  private void deliverAll() {
    MessageReader reader = new MessageReader();
    do {
      for (Entry entry = poll(); entry != null; entry = poll()) {
        Entry next = entry;
        guard(() -> deliver(next, reader));
      }
      if (!isClosed.get()) {
        guard(listener::idle);
      }
    } while (!endIfEmpty());
  }

  /** Whatever a listener throws, the delivery goes on. */
  private static void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      logFailure(e);
    }
  }

  private void deliver(Entry entry, MessageReader reader) {
    if (entry instanceof Gap gap) {
      listener.overrun(gap.cause());
    } else if (entry instanceof Marker marker) {
      marker.task().run();
    } else if (entry instanceof Datagram received) {
      deliver(received.bytes(), received.namespaceId(), reader, listener, isClosed::get);
    }
  }

  /** Hands on each message of a datagram; where the rest of it is none, that is an overrun. */
  static void deliver(
      ByteBuffer datagram,
      Optional<Integer> namespaceId,
      MessageReader reader,
      SubscriptionListener listener,
      BooleanSupplier isClosed) {
    reader.over(datagram, 0, datagram.capacity());
    while (!isClosed.getAsBoolean()) {
      boolean message;
      try {
        message = reader.next();
      } catch (MalformedMessageException e) {
        LOG.atWarn()
            .addKeyValue("reason", e.getMessage())
            .log("a malformed multicast message was dropped");
        listener.overrun(SubscriptionListener.Overrun.MALFORMED);
        return;
      }
      if (!message) {
        return;
      }
      try {
        listener.message(reader, namespaceId);
      } catch (Throwable e) { // whatever a listener throws, the datagram goes on
        logFailure(e);
      }
    }
  }

  private static void logFailure(Throwable e) {
    LOG.atWarn().setCause(e).log("a subscription's listener failed");
  }

  private @Nullable Entry poll() {
    queueLock.lock();
    try {
      Entry entry = isClosed.get() ? null : queue.poll();
      if (entry instanceof Datagram received) {
        queuedBytes -= received.bytes().capacity() + ENTRY_BYTES;
      }
      return entry;
    } finally {
      queueLock.unlock();
    }
  }

  private boolean endIfEmpty() {
    queueLock.lock();
    try {
      delivering = !isClosed.get() && !queue.isEmpty();
      return !delivering;
    } finally {
      queueLock.unlock();
    }
  }

  /** Leaves the groups and ends the delivery. */
  @Override
  public void close() {
    if (isClosed.getAndSet(true)) {
      return;
    }
    watch.close();
    socket.close();
    if (ownExecutor != null) {
      ownExecutor.shutdown();
    }
  }
}

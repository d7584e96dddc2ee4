package io.wgnetlink.wireguard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up what endpoint names stand for, on threads of its own, and keeps the answers.
 *
 * <p>A name is followed from the first {@link #resolve} until {@link #forget}:
 *
 * <ul>
 *   <li><em>When.</em> At once when it is asked for; after a failure again in 1 s, 2 s, 4 s, up to
 *       30 minutes; after a success every 30 minutes; all names at once on {@link #refresh}. These
 *       are the times of NetworkManager.
 *   <li><em>What is kept.</em> All addresses, in the order of the answer. The one in use stays in
 *       use as long as it is among the answers, so that a name with several addresses does not make
 *       a peer jump; else the first one takes its place. A lookup that fails takes nothing away.
 *   <li><em>One bad name.</em> Lookups run side by side, eight at most, each as long as the
 *       system's resolver takes, which can be half a minute. Names whose last lookup failed can
 *       have half of these threads and no more, so that they never hold up the others.
 *   <li><em>No threads.</em> A lookup that finds no thread is no failure of its name: it is tried
 *       again as after a first failure, and what waits for it waits on.
 * </ul>
 *
 * An address that was configured in place of a name is returned as it is, at once.
 *
 * <p>Names are resolved by the JDK in the JVM's own network namespace: no process is started. The
 * JDK keeps answers for 30 s and failures for 10 s of its own (the security properties
 * {@code networkaddress.cache.ttl} and {@code networkaddress.cache.negative.ttl}), and puts IPv4
 * addresses first unless {@code java.net.preferIPv6Addresses} is {@code system} or {@code true}.
 *
 * <p>No method blocks. All may be called from any thread; nothing here makes a netlink request.
 */
public final class EndpointResolver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointResolver.class);
  private static final int MAX_DOUBLINGS = 30;

  private final Lookup lookup;
  private final Listener listener;
  private final Duration firstRetry;
  private final Duration longestPause;
  private final LongSupplier nanoTime;
  private final boolean keepsTime;
  private final LookupLanes lanes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<EndpointName, Followed> names = new LinkedHashMap<>();
  private @Nullable Thread timer;
  private boolean closed;

  private EndpointResolver(
      Builder builder, LongSupplier nanoTime, Executor threads, boolean keepsTime) {
    this.lookup = builder.lookup;
    this.listener = builder.listener;
    this.firstRetry = builder.firstRetry;
    this.longestPause = builder.longestPause;
    this.nanoTime = nanoTime;
    this.keepsTime = keepsTime;
    this.lanes = new LookupLanes(builder.threads, threads);
  }

  /** Returns a resolver that asks the JDK. */
  public static EndpointResolver create() {
    return builder().build();
  }

  /** Returns a builder of a resolver that asks the JDK, eight names at a time. */
  public static Builder builder() {
    return new Builder();
  }

  /** Finds the addresses of a host. */
  @FunctionalInterface
  public interface Lookup {
    /**
     * Returns the addresses, the best first; may block.
     *
     * @throws UnknownHostException when there are none, or nobody knows
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;
  }

  /** Told of changes, one call at a time for each name, on a thread of the resolver. */
  public interface Listener {
    /** Another endpoint is to be used for a name, or for the first time one is known. */
    default void endpointChanged(EndpointName name, Endpoint now, Optional<Endpoint> previous) {}

    /** A lookup failed. What was known before stays; there will be another try. */
    default void lookupFailed(EndpointName name, UnknownHostException cause) {}
  }

  /**
   * Looks a name up again, now, and follows it from now on.
   *
   * @return completed by this or a later lookup, on a thread of the resolver, with the endpoint to
   *     use; exceptionally with the {@link UnknownHostException} of a lookup that failed while
   *     nothing is known
   * @throws IllegalStateException after {@link #close}
   */
  public CompletableFuture<Endpoint> resolve(EndpointName name) {
    Optional<Endpoint> literal = name.literal();
    if (literal.isPresent()) {
      return CompletableFuture.completedFuture(literal.get());
    }
    CompletableFuture<Endpoint> answer = new CompletableFuture<>();
    lock.lock();
    try {
      requireOpen();
      Followed followed = names.computeIfAbsent(name, Followed::new);
      followed.waiting.add(answer);
      begin(followed);
      if (keepsTime && timer == null) {
        startTimer();
      }
    } finally {
      lock.unlock();
    }
    return answer;
  }

  /** Returns the endpoint to use; empty while none is known. */
  public Optional<Endpoint> current(EndpointName name) {
    Optional<Endpoint> literal = name.literal();
    if (literal.isPresent()) {
      return literal;
    }
    lock.lock();
    try {
      Followed followed = names.get(name);
      return followed == null ? Optional.empty() : Optional.ofNullable(followed.current);
    } finally {
      lock.unlock();
    }
  }

  /** Returns all endpoints that a name stands for, in the order of the last answer. */
  public List<Endpoint> all(EndpointName name) {
    Optional<Endpoint> literal = name.literal();
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    lock.lock();
    try {
      Followed followed = names.get(name);
      return followed == null ? List.of() : followed.answers;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Looks all names up again, now, as after a change of the network or of the name servers.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public void refresh() {
    lock.lock();
    try {
      requireOpen();
      names.values().forEach(this::begin);
    } finally {
      lock.unlock();
    }
  }

  /** Stops following a name; what waits for it is cancelled. */
  public void forget(EndpointName name) {
    List<CompletableFuture<Endpoint>> waiting = List.of();
    lock.lock();
    try {
      Followed followed = names.remove(name);
      if (followed != null) {
        followed.forgotten = true;
        waiting = followed.takeWaiting();
      }
    } finally {
      lock.unlock();
    }
    waiting.forEach(future -> future.cancel(false));
  }

  /** Stops; what waits is cancelled, and lookups that are under way are not waited for. */
  @Override
  public void close() {
    List<CompletableFuture<Endpoint>> waiting = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      names.values().forEach(followed -> {
        followed.forgotten = true;
        waiting.addAll(followed.takeWaiting());
      });
      names.clear();
      LockSupport.unpark(timer);
    } finally {
      lock.unlock();
    }
    waiting.forEach(future -> future.cancel(false));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this resolver was closed");
    }
  }

  /** Asks for a lookup; while one runs it is noted, as that one may have the older answer. */
  private void begin(Followed followed) {
    if (followed.running) {
      followed.again = true;
      return;
    }
    followed.running = true;
    followed.again = false;
    lanes.run(followed.failures > 0, new LookupLanes.Task() {
      @Override
      public void run() {
        look(followed);
      }

      @Override
      public void refused(Throwable cause) {
        postpone(followed, cause);
      }
    });
  }

  /**
   * Without a thread there is no lookup; there will be one soon, and what waits goes on waiting.
   */
  private void postpone(Followed followed, Throwable cause) {
    LOG.atWarn()
        .setCause(cause)
        .addKeyValue("name", followed.name)
        .log("a lookup finds no thread, and is tried again");
    lock.lock();
    try {
      followed.running = false;
      followed.dueAt = nanoTime.getAsLong() + firstRetry.toNanos();
      LockSupport.unpark(timer);
    } finally {
      lock.unlock();
    }
  }

  private void look(Followed followed) {
    try {
      List<Endpoint> answers = List.of();
      UnknownHostException failure = null;
      try {
        answers = lookUp(followed.name);
      } catch (UnknownHostException e) {
        failure = e;
      }
      note(followed, answers, failure).run();
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("name", followed.name)
          .log("a listener of the endpoint resolver failed");
    } finally {
      end(followed);
    }
  }

  private List<Endpoint> lookUp(EndpointName name) throws UnknownHostException {
    try {
      Set<Endpoint> found = new LinkedHashSet<>();
      for (InetAddress address : lookup.addresses(name.host())) {
        found.add(Endpoint.of(address, name.port()));
      }
      if (found.isEmpty()) {
        throw new UnknownHostException(name.host() + " has no addresses");
      }
      return List.copyOf(found);
    } catch (RuntimeException e) {
      UnknownHostException failure = new UnknownHostException(name.host() + ": lookup failed");
      failure.initCause(e);
      throw failure;
    }
  }

  /** Takes an answer or a failure, and returns what is to be said of it without the lock. */
  private Runnable note(
      Followed followed, List<Endpoint> answers, @Nullable UnknownHostException failure) {
    lock.lock();
    try {
      if (followed.forgotten) {
        return () -> {};
      }
      Endpoint previous = followed.current;
      if (failure == null) {
        followed.failures = 0;
        followed.answers = answers;
        boolean kept = previous != null && answers.contains(previous);
        followed.current = kept ? previous : answers.get(0);
      } else {
        followed.failures++;
      }
      Endpoint now = followed.current;
      List<CompletableFuture<Endpoint>> waiting = followed.takeWaiting();
      return () -> report(followed.name, now, previous, failure, waiting);
    } finally {
      lock.unlock();
    }
  }

  private void report(
      EndpointName name,
      @Nullable Endpoint now,
      @Nullable Endpoint previous,
      @Nullable UnknownHostException failure,
      List<CompletableFuture<Endpoint>> waiting) {
    for (CompletableFuture<Endpoint> future : waiting) {
      if (now != null) {
        future.complete(now);
      } else {
        future.completeExceptionally(failure);
      }
    }
    if (failure != null) {
      listener.lookupFailed(name, failure);
    } else if (now != null && !now.equals(previous)) {
      listener.endpointChanged(name, now, Optional.ofNullable(previous));
    }
  }

  /** Only now can there be another lookup of the name, so that reports come one by one. */
  private void end(Followed followed) {
    lock.lock();
    try {
      followed.running = false;
      followed.dueAt = nanoTime.getAsLong() + pause(followed.failures).toNanos();
      if (followed.again && !followed.forgotten) {
        begin(followed);
      }
      LockSupport.unpark(timer);
    } finally {
      lock.unlock();
    }
  }

  private Duration pause(int failures) {
    if (failures == 0) {
      return longestPause;
    }
    Duration pause = firstRetry.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }

  /** Begins the lookups that are due, and returns in how many nanoseconds the next one is. */
  long runDue() {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      long next = longestPause.toNanos();
      for (Followed followed : names.values()) {
        if (!followed.running && followed.dueAt - now <= 0) {
          begin(followed);
        } else if (!followed.running) {
          next = Math.min(next, followed.dueAt - now);
        }
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void startTimer() {
    Thread thread = new Thread(this::keepTime, "wg-netlink-resolver");
    thread.setDaemon(true);
    thread.start();
    timer = thread; // if it has started
  }

  private void keepTime() {
    while (!isClosed()) {
      LockSupport.parkNanos(this, runDue());
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** What is known of a name; guarded by the lock. */
  private static final class Followed {
    final EndpointName name;
    final List<CompletableFuture<Endpoint>> waiting = new ArrayList<>();
    List<Endpoint> answers = List.of();

    @Nullable
    Endpoint current;

    int failures;
    long dueAt;
    boolean running;
    boolean again;
    boolean forgotten;

    Followed(EndpointName name) {
      this.name = name;
    }

    List<CompletableFuture<Endpoint>> takeWaiting() {
      List<CompletableFuture<Endpoint>> taken = List.copyOf(waiting);
      waiting.clear();
      return taken;
    }
  }

  /** Collects the settings of an {@link EndpointResolver}; not thread-safe. */
  public static final class Builder {
    private Lookup lookup = host -> List.of(InetAddress.getAllByName(host));
    private Listener listener = new Listener() {};
    private int threads = 8;
    private Duration firstRetry = Duration.ofSeconds(1);
    private Duration longestPause = Duration.ofMinutes(30);

    private Builder() {}

    /** Sets what finds addresses; by default {@link InetAddress#getAllByName}. */
    public Builder lookup(Lookup value) {
      lookup = value;
      return this;
    }

    /** Sets who is told of changes; by default nobody is. */
    public Builder listener(Listener value) {
      listener = value;
      return this;
    }

    /** Sets how many lookups may run side by side, two or more; 8 by default. */
    public Builder threads(int count) {
      if (count < 2) {
        throw new IllegalArgumentException("threads: " + count + " is less than 2");
      }
      threads = count;
      return this;
    }

    /** Sets the pause after a first failure, which doubles with each other; 1 s by default. */
    public Builder firstRetry(Duration pause) {
      firstRetry = requirePositive("firstRetry", pause);
      return this;
    }

    /** Sets the pause after a success, and the longest after failures; 30 minutes by default. */
    public Builder longestPause(Duration pause) {
      longestPause = requirePositive("longestPause", pause);
      return this;
    }

    private static Duration requirePositive(String field, Duration pause) {
      if (pause.isZero() || pause.isNegative()) {
        throw new IllegalArgumentException(field + ": " + pause + " is not positive");
      }
      return pause;
    }

    /** Returns a resolver, whose threads are daemons. */
    public EndpointResolver build() {
      return new EndpointResolver(this, System::nanoTime, EndpointResolver::onNewThread, true);
    }

    /** Returns a resolver that does what is due when {@link EndpointResolver#runDue} is called. */
    EndpointResolver build(LongSupplier nanoTime, Executor lookupThreads) {
      return new EndpointResolver(this, nanoTime, lookupThreads, false);
    }
  }

  private static void onNewThread(Runnable task) {
    Thread thread = new Thread(task, "wg-netlink-lookup");
    thread.setDaemon(true);
    thread.start();
  }
}

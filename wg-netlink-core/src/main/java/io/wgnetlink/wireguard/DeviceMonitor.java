package io.wgnetlink.wireguard;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the peers of a device: handshakes, counters, endpoints, and which peers there are.
 *
 * <p>The kernel announces none of this (WireGuard has no multicast group), so the device is read
 * again and again and compared. A poll is one {@link WireGuard#read}:
 *
 * <ul>
 *   <li><em>Cost.</em> The kernel returns peers in the order in which they were created. So peer n
 *       of this poll is compared with peer n of the one before; only where the keys differ is the
 *       peer looked up, and the walk goes on from there. An unchanged peer costs one comparison of
 *       keys and numbers, and no allocation.
 *   <li><em>Two samples.</em> Each known peer has a sample that was reported and one that is being
 *       read. A reading that fails or is started again leaves the reported ones alone, so events
 *       come only from complete readings.
 *   <li><em>Changes during a reading.</em> It counts as complete when it misses no peer that was
 *       there throughout ({@link DeviceVisitor#acceptsChanges}), so that monitoring goes on while a
 *       device is changed without a pause. A peer that was created again meanwhile and is seen
 *       twice is taken as it was first; the next poll sees the reset.
 *   <li><em>Events after the reading.</em> The listener is called when the reading is over, and can
 *       use the same {@link WireGuard}.
 * </ul>
 *
 * <p>{@link #poll} runs on the caller's thread; {@link #start} polls on a daemon thread. All
 * methods may be called from any thread; the listener is never called by two at a time.
 */
public final class DeviceMonitor implements AutoCloseable {
  /** One part in fifty of a core, 2 %, is what polling may take. */
  private static final int MIN_PAUSE_PER_COST = 49;

  private static final Logger LOG = LoggerFactory.getLogger(DeviceMonitor.class);

  private final WireGuard wireGuard;
  private final InterfaceName device;
  private final Listener listener;

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  private final Map<PublicKey, Tracked> byKey = new HashMap<>();
  private List<Tracked> known = new ArrayList<>();
  private List<Tracked> arriving = new ArrayList<>();
  private final Reading reading = new Reading();

  private DeviceMonitor(WireGuard wireGuard, InterfaceName device, Listener listener) {
    this.wireGuard = wireGuard;
    this.device = device;
    this.listener = listener;
  }

  /**
   * Returns a monitor that has seen nothing yet: its first poll reports every peer as added. The
   * {@link WireGuard} stays the caller's to close.
   */
  public static DeviceMonitor of(WireGuard wireGuard, InterfaceName device, Listener listener) {
    return new DeviceMonitor(wireGuard, device, listener);
  }

  /** Told what changed between two complete readings. Every method does nothing by default. */
  public interface Listener {
    /** A peer is there that was not; for the first reading, every peer. */
    default void peerAdded(PeerStatistics now) {}

    /** A peer is gone. */
    default void peerRemoved(PublicKey peer) {}

    /**
     * A peer was removed and created again between two readings: its counters went back, or its
     * handshake is gone. What else differs is reported too.
     */
    default void peerReset(PeerStatistics now, PeerStatistics previous) {}

    /**
     * There was a handshake: its time is another one. Both directions worked. The time is later,
     * unless the wall clock was set back.
     */
    default void handshakeAdvanced(PeerStatistics now, PeerStatistics previous) {}

    /** Bytes were sent or received. */
    default void countersAdvanced(PeerStatistics now, PeerStatistics previous) {}

    /** The endpoint is known now, or is another one: the peer roamed, or somebody configured it. */
    default void endpointRoamed(PeerStatistics now, PeerStatistics previous) {}

    /**
     * A reading failed, and nothing is known of what happened since the last {@link #polled}.
     * Called for each reading that fails; peers are not reported removed because of it.
     */
    default void observationLost(Throwable cause) {}

    /** A reading is complete and everything that changed was reported. */
    default void polled() {}
  }

  /**
   * Reads the device once, on this thread, and tells the listener what changed. A reading that
   * fails is reported to the listener and not thrown. An exception of the listener is thrown when
   * everything else was reported.
   *
   * @throws IllegalStateException when called from the listener, or after {@link #close}
   */
  public void poll() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("poll() was called from a listener of this monitor");
    }
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this monitor of " + device + " is closed");
      }
      pollLocked();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Polls on a daemon thread until {@link #close}: at this interval, or less often where a poll
   * takes more than 2 % of it.
   *
   * @throws IllegalStateException when it was started or closed before
   */
  public void start(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval " + interval + " is not positive");
    }
    lock.lock();
    try {
      if (closed || thread != null) {
        throw new IllegalStateException("this monitor of " + device + " was started or closed");
      }
      Thread started = new Thread(() -> run(interval), "wg-netlink-monitor-" + device);
      started.setDaemon(true);
      thread = started;
      started.start();
    } finally {
      lock.unlock();
    }
  }

  /** Returns what the last complete reading said of a peer; empty when it was not there. */
  public Optional<PeerStatistics> peer(PublicKey key) {
    lock.lock();
    try {
      return Optional.ofNullable(byKey.get(key)).map(tracked -> tracked.reported.statistics(key));
    } finally {
      lock.unlock();
    }
  }

  /** Stops; a reading or a call of the listener that is under way is not waited for. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  /** Returns how long to wait after a poll that took {@code cost}. */
  static Duration pause(Duration interval, Duration cost) {
    Duration least = cost.multipliedBy(MIN_PAUSE_PER_COST);
    Duration rest = interval.minus(cost);
    return rest.compareTo(least) > 0 ? rest : least;
  }

  private void run(Duration interval) {
    long costBefore = 0;
    while (!closed && !Thread.currentThread().isInterrupted()) {
      long begun = System.nanoTime();
      pollAndLog();
      long ended = System.nanoTime();
      long cost = ended - begun;
      // The lesser of two: a reading that waited once, for the RTNL lock, costs no more than usual.
      long pause = pause(interval, Duration.ofNanos(Math.min(cost, costBefore))).toNanos();
      costBefore = cost;
      while (!closed && !Thread.currentThread().isInterrupted()) {
        long left = pause - (System.nanoTime() - ended);
        if (left <= 0) {
          break;
        }
        LockSupport.parkNanos(this, left);
      }
    }
  }

  private void pollAndLog() {
    lock.lock();
    try {
      pollLocked();
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("device", device)
          .log("a listener of the device monitor failed");
    } finally {
      lock.unlock();
    }
  }

  private void pollLocked() {
    Reports reports = new Reports();
    try {
      wireGuard.read(device, reading);
    } catch (RuntimeException e) {
      reports.run(() -> listener.observationLost(e));
      reports.rethrow();
      return;
    }
    reportRemoved(reports);
    List<Tracked> before = known;
    known = arriving;
    arriving = before;
    for (int i = 0; i < known.size() && !closed; i++) {
      known.get(i).position = i;
      reportChanges(known.get(i), reports);
    }
    if (!closed) {
      reports.run(listener::polled);
    }
    reports.rethrow();
  }

  private void reportRemoved(Reports reports) {
    for (int i = 0; i < known.size() && !closed; i++) {
      Tracked tracked = known.get(i);
      if (tracked.readingNumber != reading.number) {
        byKey.remove(tracked.key);
        reports.run(() -> listener.peerRemoved(tracked.key));
      }
    }
  }

  private void reportChanges(Tracked tracked, Reports reports) {
    Sample now = tracked.arriving;
    Sample previous = tracked.reported;
    tracked.reported = now;
    tracked.arriving = previous;
    if (!tracked.announced) {
      tracked.announced = true;
      byKey.put(tracked.key, tracked);
      reports.run(() -> listener.peerAdded(now.statistics(tracked.key)));
    } else if (!now.sameAs(previous)) {
      report(tracked.key, now, previous, reports);
    }
  }

  private void report(PublicKey key, Sample now, Sample previous, Reports reports) {
    PeerStatistics is = now.statistics(key);
    PeerStatistics was = previous.statistics(key);
    if (now.wentBackFrom(previous)) {
      reports.run(() -> listener.peerReset(is, was));
    }
    if (!now.sameEndpointAs(previous)) {
      reports.run(() -> listener.endpointRoamed(is, was));
    }
    if (now.hasHandshake() && !now.sameHandshakeAs(previous)) {
      reports.run(() -> listener.handshakeAdvanced(is, was));
    }
    if (!now.sameCountersAs(previous)) {
      reports.run(() -> listener.countersAdvanced(is, was));
    }
  }

  /** Sorts the peers of one reading to those known; touches nothing that was reported. */
  private final class Reading implements DeviceVisitor {
    private final Map<PublicKey, Tracked> unknown = new HashMap<>();
    private long number;
    private int position;

    @Override
    public void begin(int attempt) {
      number++;
      position = 0;
      arriving.clear();
      unknown.clear();
    }

    /** Numbers move anyway; a peer that was created again is seen as such by the next poll. */
    @Override
    public boolean acceptsChanges() {
      return true;
    }

    @Override
    public void peer(PeerView peer) {
      if (peer.isContinuation()) {
        return;
      }
      Tracked tracked = find(peer);
      if (tracked.readingNumber != number) {
        tracked.readingNumber = number;
        tracked.arriving.take(peer);
        arriving.add(tracked);
      }
    }

    private Tracked find(PeerView peer) {
      if (position < known.size() && peer.hasPublicKey(known.get(position).key)) {
        return known.get(position++);
      }
      PublicKey key = peer.publicKey();
      Tracked tracked = byKey.get(key);
      if (tracked == null) {
        return unknown.computeIfAbsent(key, Tracked::new);
      }
      position = tracked.position + 1;
      return tracked;
    }
  }

  /** A peer of the device: the sample that was reported, and the one that is being read. */
  private static final class Tracked {
    final PublicKey key;
    Sample reported = new Sample();
    Sample arriving = new Sample();
    boolean announced;
    long readingNumber;
    int position;

    Tracked(PublicKey key) {
      this.key = key;
    }
  }

  /** The numbers of a peer, overwritten by each reading. */
  private static final class Sample {
    private long rxBytes;
    private long txBytes;
    private long handshakeSeconds;
    private int handshakeNanos;
    private @Nullable AddressFamily endpointFamily;
    private long endpointHigh;
    private long endpointLow;
    private int endpointPort;
    private int endpointScopeId;

    void take(PeerView peer) {
      rxBytes = peer.rxBytes();
      txBytes = peer.txBytes();
      handshakeSeconds = peer.handshakeSeconds();
      handshakeNanos = peer.handshakeNanos();
      boolean hasEndpoint = peer.hasEndpoint();
      endpointFamily = hasEndpoint ? peer.endpointFamily() : null;
      endpointHigh = hasEndpoint ? peer.endpointAddressHigh() : 0;
      endpointLow = hasEndpoint ? peer.endpointAddressLow() : 0;
      endpointPort = hasEndpoint ? peer.endpointPort() : 0;
      endpointScopeId = hasEndpoint ? peer.endpointScopeId() : 0;
    }

    boolean hasHandshake() {
      return handshakeSeconds != 0 || handshakeNanos != 0;
    }

    boolean sameAs(Sample other) {
      return sameCountersAs(other) && sameHandshakeAs(other) && sameEndpointAs(other);
    }

    boolean sameCountersAs(Sample other) {
      return rxBytes == other.rxBytes && txBytes == other.txBytes;
    }

    boolean sameHandshakeAs(Sample other) {
      return handshakeSeconds == other.handshakeSeconds && handshakeNanos == other.handshakeNanos;
    }

    boolean sameEndpointAs(Sample other) {
      return endpointLow == other.endpointLow
          && endpointHigh == other.endpointHigh
          && endpointPort == other.endpointPort
          && endpointScopeId == other.endpointScopeId
          && endpointFamily == other.endpointFamily;
    }

    boolean wentBackFrom(Sample previous) {
      return Long.compareUnsigned(rxBytes, previous.rxBytes) < 0
          || Long.compareUnsigned(txBytes, previous.txBytes) < 0
          || (previous.hasHandshake() && !hasHandshake());
    }

    PeerStatistics statistics(PublicKey key) {
      Optional<Instant> handshake = hasHandshake()
          ? Optional.of(Instant.ofEpochSecond(handshakeSeconds, handshakeNanos))
          : Optional.empty();
      return new PeerStatistics(key, endpoint(), handshake, rxBytes, txBytes);
    }

    private Optional<Endpoint> endpoint() {
      if (endpointFamily == null) {
        return Optional.empty();
      }
      byte[] address = endpointFamily == AddressFamily.IPV4
          ? ByteBuffer.allocate(4).putInt((int) endpointLow).array()
          : ByteBuffer.allocate(16).putLong(endpointHigh).putLong(endpointLow).array();
      return Optional.of(new Endpoint(IpAddresses.of(address), endpointPort, endpointScopeId));
    }
  }

  /** Calls the listener, and keeps what it throws until all has been reported. */
  private static final class Reports {
    private @Nullable RuntimeException failure;

    void run(Runnable report) {
      try {
        report.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else if (e != failure) {
          failure.addSuppressed(e);
        }
      }
    }

    void rethrow() {
      if (failure != null) {
        throw failure;
      }
    }
  }
}

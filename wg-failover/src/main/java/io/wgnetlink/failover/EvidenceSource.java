package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Quality;
import io.wgnetlink.failover.model.Tunnel;
import java.time.Duration;
import java.util.Set;

/**
 * Something outside the controller that knows how tunnels are, such as an implementation of BFD
 * (RFC 5880). What it says is weighed with the controller's own evidence, as the strongest.
 */
public interface EvidenceSource {
  /** Returns its name, as people read it in events: {@code BFD}. */
  String name();

  /**
   * Begins to watch. Called once, by {@link FailoverController#start}, when the controller has
   * begun; it must not block for long. What it throws ends the controller.
   *
   * @param tunnels those of all paths
   * @param reports where to tell what is found
   * @return ends the watch; called by {@link FailoverController#close}
   */
  Watch watch(Set<Tunnel> tunnels, Reports reports);

  /**
   * Takes what a source finds out. Thread-safe; never blocks. What is said of other tunnels, or
   * after the controller has ended, is ignored.
   */
  interface Reports {
    /** A session through the tunnel is up: packets pass in both directions. */
    void sessionUp(Tunnel tunnel);

    /**
     * The session is down. It counts only when it was up before; then the tunnel is dead at once,
     * and does not come back before the session does, or is unknown.
     *
     * @param silent for how long nothing had come by then
     * @param cause for people
     */
    void sessionDown(Tunnel tunnel, Duration silent, String cause);

    /** Nothing is known of the session any more, as when an operator took its other end down. */
    void sessionUnknown(Tunnel tunnel);

    /** How well the tunnel carries; counts instead of the controller's own measurements. */
    void measured(Tunnel tunnel, Quality quality);
  }

  /** A watch that goes on. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}

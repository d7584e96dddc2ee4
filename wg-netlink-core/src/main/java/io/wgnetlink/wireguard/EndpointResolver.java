package io.wgnetlink.wireguard;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Looks up what endpoint names stand for, on threads of its own, and keeps the answers.
 *
 * <p>Safe for use by several threads.
 */
public final class EndpointResolver implements AutoCloseable {
  private EndpointResolver() {}

  /** Returns a resolver that asks the JDK. */
  public static EndpointResolver create() {
    throw new UnsupportedOperationException();
  }

  /**
   * Looks a name up again, now, and follows it from now on. Does not block.
   *
   * @return completed with the endpoint to use; exceptionally with an
   *     {@link java.net.UnknownHostException} when the name has never been resolved
   */
  public CompletableFuture<Endpoint> resolve(EndpointName name) {
    throw new UnsupportedOperationException();
  }

  /** Returns the endpoint to use, as far as it is known. Does not block. */
  public Optional<Endpoint> current(EndpointName name) {
    throw new UnsupportedOperationException();
  }

  /** Returns all endpoints that the name stands for, the one to use first. Does not block. */
  public List<Endpoint> all(EndpointName name) {
    throw new UnsupportedOperationException();
  }

  /** Looks all names up again, now; to be called when the network or the name servers changed. */
  public void refresh() {
    throw new UnsupportedOperationException();
  }

  /** Stops following a name. */
  public void forget(EndpointName name) {
    throw new UnsupportedOperationException();
  }

  /** Stops; lookups that are under way are not waited for. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}

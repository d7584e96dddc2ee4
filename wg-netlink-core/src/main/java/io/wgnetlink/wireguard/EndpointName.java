package io.wgnetlink.wireguard;

import java.util.Optional;

/**
 * Where a peer is to be reached, as it was configured: a host and a UDP port. The host is a name or
 * an address. Immutable.
 *
 * @param host a name, or an address without brackets, which can have a scope:
 *     {@code hub.example}, {@code 192.0.2.1}, {@code fe80::1%eth0}
 * @param port 0 to 65535
 */
public record EndpointName(String host, int port) {
  private static final int MAX_PORT = 0xffff;

  public EndpointName {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the host is empty");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not in 0 to 65535");
    }
  }

  /** Returns the address and port, with a scope as a number. */
  public static EndpointName of(Endpoint endpoint) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the endpoint when the host is an address: nothing is looked up but the interface that a
   * scope names, in the calling thread's network namespace.
   */
  public Optional<Endpoint> literal() {
    throw new UnsupportedOperationException();
  }

  /** Returns {@code HOST:PORT}, a host with a colon in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

package io.wgnetlink.failover.model;

import java.net.InetAddress;
import java.util.Optional;

/**
 * One way for the prefixes of a {@link Group}: through a tunnel, under a name that people read.
 *
 * @param name unique within its group, such as {@code direct} or {@code permanent}
 * @param tunnel the tunnel that carries the traffic when this path is chosen
 * @param probeAddress where to send nudges: an address that the interface routes to this peer and
 *     that is in no group's prefixes. When absent the controller uses a pinned /32 or /128 of the
 *     peer, or gives the peer a made-up address
 */
public record Path(String name, Tunnel tunnel, Optional<InetAddress> probeAddress) {
  public Path {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a path needs a name");
    }
  }

  /** Returns a path whose probe address the controller chooses. */
  public static Path of(String name, Tunnel tunnel) {
    return new Path(name, tunnel, Optional.empty());
  }

  /** Returns this path with nudges sent to the given address. */
  public Path probedAt(InetAddress address) {
    return new Path(name, tunnel, Optional.of(address));
  }

  @Override
  public String toString() {
    return name + " (" + tunnel + ")";
  }
}

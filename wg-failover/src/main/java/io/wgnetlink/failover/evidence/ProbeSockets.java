package io.wgnetlink.failover.evidence;

import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.internal.SystemCallException;
import io.wgnetlink.netlink.internal.libc.ProbeSocket;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A socket for each tunnel, made inside the network namespace: what WireGuard holds back while it
 * has no session (up to 128 packets) fills the send buffer of that one only. Each is bound to the
 * tunnel's interface, so that a probe leaves there or not at all.
 *
 * <p>An interface that is made anew has another number, and the socket leads nowhere: what the
 * kernel refuses for that reason opens the socket anew, once. So does a probe for which there is
 * none.
 *
 * <p>Thread-safe.
 */
final class ProbeSockets implements AutoCloseable {
  /** Makes the socket, in the namespace. */
  interface Opening {
    ProbeSocket open(InetAddress to, String interfaceName);
  }

  /** What the kernel said. */
  private record Refusal(int errno, String text) {
    static Refusal of(InetAddress address, SystemCallException e) {
      return new Refusal(e.errno(), address.getHostAddress() + ": " + e.getMessage());
    }

    /** The interface of that number is no longer there, or was not when the socket was made. */
    boolean gone() {
      return errno == ENODEV || errno == ENXIO;
    }
  }

  /** A socket, or why there is none. */
  private record Target(
      InetAddress address,
      @Nullable ProbeSocket socket,
      @Nullable Refusal refusal) {}

  private static final int ENXIO = 6;
  private static final int ENODEV = 19;

  private final NetworkNamespace namespace;
  private final Opening opening;
  private final Map<Tunnel, Target> targets = new ConcurrentHashMap<>();

  ProbeSockets(NetworkNamespace namespace, Opening opening) {
    this.namespace = namespace;
    this.opening = opening;
  }

  void aim(Tunnel tunnel, InetAddress address) {
    Target before = targets.get(tunnel);
    if (before == null || before.socket() == null || !before.address().equals(address)) {
      open(tunnel, address);
    }
  }

  private Target open(Tunnel tunnel, InetAddress address) {
    Target target;
    try {
      ProbeSocket socket = namespace.<ProbeSocket, RuntimeException>call(
          () -> opening.open(address, tunnel.device().value()));
      target = new Target(address, socket, null);
    } catch (SystemCallException e) {
      target = new Target(address, null, Refusal.of(address, e));
    }
    Target before = targets.put(tunnel, target);
    if (before != null && before.socket() != null) {
      before.socket().close();
    }
    return target;
  }

  /** Sends a probe; returns why it could not be sent. */
  Optional<String> send(Tunnel tunnel, int sequence) {
    Target target = targets.get(tunnel);
    if (target == null) {
      return Optional.of("it has no probe address yet");
    }
    Refusal refusal = send(target, sequence);
    if (refusal != null && (refusal.gone() || target.socket() == null)) {
      refusal = send(open(tunnel, target.address()), sequence);
    }
    return Optional.ofNullable(refusal).map(Refusal::text);
  }

  private static @Nullable Refusal send(Target target, int sequence) {
    if (target.socket() == null) {
      return target.refusal();
    }
    try {
      target.socket().send(sequence);
      return null;
    } catch (SystemCallException e) {
      return Refusal.of(target.address(), e);
    }
  }

  /** Returns the sockets that are open now. */
  Map<Tunnel, ProbeSocket> open() {
    Map<Tunnel, ProbeSocket> open = new LinkedHashMap<>();
    targets.forEach((tunnel, target) -> {
      if (target.socket() != null) {
        open.put(tunnel, target.socket());
      }
    });
    return open;
  }

  @Override
  public void close() {
    targets.values().forEach(target -> {
      if (target.socket() != null) {
        target.socket().close();
      }
    });
    targets.clear();
  }
}

package io.wgnetlink.failover.evidence;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Nudges by UDP datagrams of one byte to the discard port: 96 bytes of WireGuard data over IPv6, 64
 * over IPv4.
 *
 * <p>Each tunnel has a socket of its own, made inside the network namespace: what WireGuard holds
 * back while it has no session (up to 128 packets) fills the send buffer of that one only. The
 * interface is chosen by the route to the address; sockets are not bound to it, since the JDK
 * cannot.
 *
 * <p>Thread-safe.
 */
public final class UdpNudgeProbe implements NudgeProbe {
  /** Discard, RFC 863. A host without that service answers by an ICMP error, which does as well. */
  private static final int PORT = 9;

  private record Target(DatagramChannel channel, InetSocketAddress address) {}

  private final NetworkNamespace namespace;
  private final Map<Tunnel, Target> targets = new ConcurrentHashMap<>();

  /** Creates a probe whose sockets belong to the namespace; the handle stays the caller's. */
  public UdpNudgeProbe(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public void aim(Tunnel tunnel, InetAddress address) {
    InetSocketAddress to = new InetSocketAddress(address, PORT);
    Target before = targets.get(tunnel);
    if (before != null && before.address().equals(to)) {
      return;
    }
    try {
      DatagramChannel channel = namespace.<DatagramChannel, IOException>call(() -> open(address));
      release(targets.put(tunnel, new Target(channel, to)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a UDP socket in " + namespace, e);
    } catch (UnsupportedOperationException e) {
      throw new IllegalStateException(
          "cannot open a UDP socket to nudge " + address + " in " + namespace
              + ": this JVM does without IPv6 since it found none when it started; start it where"
              + " the loopback interface is up, and without -Djava.net.preferIPv4Stack=true",
          e);
    }
  }

  private static DatagramChannel open(InetAddress address) throws IOException {
    DatagramChannel channel = DatagramChannel.open(
        address.getAddress().length == 4
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6);
    try {
      channel.configureBlocking(false);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public Evidence nudge(Tunnel tunnel) {
    Target target = targets.get(tunnel);
    if (target == null) {
      return new Evidence.NudgeFailed(tunnel, "it has no probe address yet");
    }
    try {
      int sent = target.channel().send(ByteBuffer.allocate(1), target.address());
      return sent == 1
          ? new Evidence.NudgeSent(tunnel)
          : new Evidence.NudgeFailed(tunnel, "the send buffer is full");
    } catch (IOException e) {
      return new Evidence.NudgeFailed(tunnel, target.address() + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    targets.values().forEach(UdpNudgeProbe::release);
    targets.clear();
  }

  private static void release(@Nullable Target target) {
    if (target != null) {
      try {
        target.channel().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

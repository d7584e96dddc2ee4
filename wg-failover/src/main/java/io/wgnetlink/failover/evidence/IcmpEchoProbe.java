package io.wgnetlink.failover.evidence;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.internal.SystemCallException;
import io.wgnetlink.netlink.internal.libc.ProbeSocket;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Echo requests of ICMP and ICMPv6 by a socket for each tunnel: by datagram sockets where
 * {@code net.ipv4.ping_group_range} lets this process have them, else by raw ones.
 *
 * <p>A reply counts when it comes by the tunnel's interface, with the cookie of its socket, which
 * only the peer has seen, and answers one of the last {@link #REMEMBERED} requests that nothing
 * answered yet. All others are passed over. One thread waits for them; it ends with {@link #close},
 * a moment later.
 *
 * <p>Thread-safe.
 */
public final class IcmpEchoProbe implements EchoProbe {
  private static final Logger LOG = LoggerFactory.getLogger(IcmpEchoProbe.class);
  private static final int REMEMBERED = 256;
  /** How late a socket that is new is listened to. */
  private static final int WAIT_MILLIS = 250;

  /** When the last requests of a tunnel were sent; 0 for none. */
  private static final class Requests {
    private final long[] sentAt = new long[REMEMBERED];
    private final int[] sequences = new int[REMEMBERED];
    private int next;

    synchronized int sent(long at) {
      next = (next + 1) & 0xffff;
      sentAt[next % REMEMBERED] = at == 0 ? 1 : at;
      sequences[next % REMEMBERED] = next;
      return next;
    }

    /** Returns the time between, or -1 for a reply to nothing. */
    synchronized long answered(int sequence, long at) {
      int slot = sequence % REMEMBERED;
      if (sequences[slot] != sequence || sentAt[slot] == 0) {
        return -1;
      }
      long roundTrip = Math.max(0, at - sentAt[slot]);
      sentAt[slot] = 0;
      return roundTrip;
    }
  }

  private final ProbeSockets sockets;
  private final Answers answers;
  private final Map<Tunnel, Requests> requests = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private IcmpEchoProbe(NetworkNamespace namespace, Answers answers) {
    SecureRandom random = new SecureRandom();
    this.sockets = new ProbeSockets(
        namespace, (to, interfaceName) -> ProbeSocket.echo(to, interfaceName, random.nextLong()));
    this.answers = answers;
    Thread listener = new Thread(this::listen, "wg-failover-echo");
    listener.setDaemon(true);
    listener.start();
  }

  /**
   * Returns a probe whose sockets belong to the namespace, or nothing where ICMP sockets are not
   * permitted to this process.
   *
   * @param answers told of replies, on the probe's thread
   */
  public static Optional<EchoProbe> open(NetworkNamespace namespace, Answers answers) {
    try {
      namespace.<Boolean, RuntimeException>call(() -> {
        ProbeSocket.echo(InetAddress.getLoopbackAddress(), "lo", 0).close();
        return true;
      });
    } catch (SystemCallException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("no ICMP socket is permitted: tunnels are nudged instead; needs CAP_NET_RAW, or a"
              + " group within net.ipv4.ping_group_range");
      return Optional.empty();
    }
    return Optional.of(new IcmpEchoProbe(namespace, answers));
  }

  @Override
  public void aim(Tunnel tunnel, InetAddress address) {
    sockets.aim(tunnel, address);
  }

  @Override
  public Evidence echo(Tunnel tunnel) {
    int sequence = requests.computeIfAbsent(tunnel, t -> new Requests()).sent(System.nanoTime());
    Optional<String> refusal = sockets.send(tunnel, sequence);
    return refusal.isEmpty()
        ? new Evidence.EchoSent(tunnel, sequence)
        : new Evidence.NudgeFailed(tunnel, refusal.get());
  }

  private void listen() {
    while (!closed) {
      Map<Tunnel, ProbeSocket> open = sockets.open();
      List<ProbeSocket> all = new ArrayList<>(open.values());
      try {
        ProbeSocket.await(all, WAIT_MILLIS);
        open.forEach(this::receive);
      } catch (IllegalStateException e) {
        // One was closed meanwhile, for its tunnel got another address.
      }
    }
    sockets.close();
  }

  private void receive(Tunnel tunnel, ProbeSocket socket) {
    for (int sequence = socket.receive(); sequence >= 0; sequence = socket.receive()) {
      Requests sent = requests.get(tunnel);
      long roundTrip = sent == null ? -1 : sent.answered(sequence, System.nanoTime());
      if (roundTrip >= 0 && !closed) {
        answers.answered(tunnel, sequence, Duration.ofNanos(roundTrip));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}

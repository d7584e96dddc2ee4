package io.wgnetlink.samples.demo;

import io.wgnetlink.net.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A user of the network who notices every gap: sends a small datagram to an {@link EchoService}
 * every 10 ms over IPv6 and over IPv4, and notes which were answered.
 *
 * <p>One thread sends on time, one for each family waits for answers.
 */
final class SteadyProbe implements AutoCloseable {
  /** 100 a second for each family. */
  static final Duration INTERVAL = Duration.ofMillis(10);

  /** A sender that is held up longer leaves out what it missed, rather than sending a burst. */
  private static final Duration MAX_DELAY = Duration.ofMillis(100);

  private final List<Flow> flows = new ArrayList<>();
  private final Thread sender = new Thread(this::send, "demo-probe-sender");
  private final long start = System.nanoTime();
  private volatile boolean closed;

  private SteadyProbe() {}

  /** Starts to probe these addresses from a host. */
  static SteadyProbe start(Host from, InetAddress... services) {
    SteadyProbe probe = new SteadyProbe();
    try {
      for (InetAddress service : services) {
        probe.flows.add(new Flow(from.namespace().call(() -> connect(service)), service));
      }
    } catch (IOException e) {
      probe.closeFlows();
      throw new IllegalStateException("cannot probe from " + from + ": " + e, e);
    } catch (UnsupportedOperationException e) {
      probe.closeFlows();
      throw new IllegalStateException(
          "this Java has no IPv6: when it started it found no IPv6 address in /proc/net/if_inet6;"
              + " 'ip link set lo up' makes one, where the kernel has IPv6",
          e);
    }
    probe.sender.setDaemon(true);
    probe.sender.start();
    return probe;
  }

  private static DatagramChannel connect(InetAddress service) throws IOException {
    return EchoService.openChannel(service)
        .connect(new InetSocketAddress(service, EchoService.PORT));
  }

  /** Returns how many probes were sent, over all families. */
  int sent() {
    return flows.stream().mapToInt(flow -> flow.log.sent()).sum();
  }

  /** Returns how many probes count as lost, over all families. */
  int lost() {
    return lost(start);
  }

  /** Returns how many of those sent since a moment count as lost, over all families. */
  int lost(long since) {
    long now = System.nanoTime();
    return flows.stream().mapToInt(flow -> flow.log.lost(since, now)).sum();
  }

  /** Returns how many of those sent since a moment and before another count as lost. */
  int lost(long since, long until) {
    long now = System.nanoTime();
    return flows.stream().mapToInt(flow -> flow.log.lost(since, until, now)).sum();
  }

  /** Tells when probes that are lost were sent, by the seconds after a moment, for people. */
  String describeLost(long since) {
    long now = System.nanoTime();
    return flows.stream()
        .map(flow -> flow.describeLost(since, now))
        .collect(Collectors.joining("; "));
  }

  /** Returns whether every family had answers to probes sent since a moment. */
  boolean isAnswered(long since) {
    return flows.stream().allMatch(flow -> flow.log.answered(since) > 0);
  }

  /** Returns the longest outage of a phase, of the family that was worse off. */
  Duration outage(long from, long to) {
    return flows.stream()
        .map(flow -> flow.log.outage(from, to))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private void send() {
    long next = System.nanoTime();
    while (!closed) {
      flows.forEach(Flow::send);
      next += INTERVAL.toNanos();
      long now = System.nanoTime();
      if (now - next > MAX_DELAY.toNanos()) {
        next = now;
      }
      while (!closed && next - now > 0) {
        LockSupport.parkNanos(next - now);
        now = System.nanoTime();
      }
    }
  }

  /** Stops sending, and waits for the last answers. */
  void stop() {
    closed = true;
    LockSupport.unpark(sender);
    Closing.join(sender);
    LockSupport.parkNanos(ProbeLog.PATIENCE.toNanos());
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(sender);
    Closing.join(sender);
    closeFlows();
  }

  private void closeFlows() {
    flows.forEach(Flow::close);
  }

  /** The probes of one family. */
  private static final class Flow {
    private final ProbeLog log = new ProbeLog();
    private final AddressFamily family;
    private final ByteBuffer probe = ByteBuffer.allocateDirect(Integer.BYTES);
    private final DatagramChannel channel;
    private final Thread receiver;

    Flow(DatagramChannel channel, InetAddress service) {
      this.channel = channel;
      this.family = AddressFamily.of(service);
      this.receiver = new Thread(this::receive, "demo-probe-" + family);
      receiver.setDaemon(true);
      receiver.start();
    }

    String describeLost(long since, long now) {
      List<Duration> lost = log.lostAfter(since, now);
      if (lost.isEmpty()) {
        return family + " 0";
      }
      return String.format(
          Locale.ROOT,
          "%s %d, sent from %.2f s to %.2f s",
          family,
          lost.size(),
          lost.get(0).toMillis() / 1e3,
          lost.get(lost.size() - 1).toMillis() / 1e3);
    }

    void send() {
      int sequence = log.sent(System.nanoTime());
      try {
        channel.write(probe.clear().putInt(sequence).flip());
      } catch (IOException e) {
        // No route, or no peer for the address: a lost probe like any other.
      }
    }

    private void receive() {
      ByteBuffer answer = ByteBuffer.allocateDirect(Integer.BYTES);
      while (channel.isOpen()) {
        try {
          channel.read(answer.clear());
          if (answer.position() == Integer.BYTES) {
            log.answered(answer.getInt(0), System.nanoTime());
          }
        } catch (ClosedChannelException e) {
          return;
        } catch (IOException e) {
          // An ICMP error for a probe sent before: that probe stays without answer.
        }
      }
    }

    void close() {
      Closing.close(channel, receiver);
    }
  }
}

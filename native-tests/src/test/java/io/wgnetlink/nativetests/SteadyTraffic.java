package io.wgnetlink.nativetests;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Questions to a service at a steady pace, which whoever gets them answers, from the address of its
 * way back. What was lost is counted in questions: a machine that stalls asks none meanwhile, so it
 * breaks no bound; and what is only late, as a busy machine makes it, is not lost.
 */
public final class SteadyTraffic implements AutoCloseable {
  private static final int PORT = 7;
  private static final int MOST = 1 << 18;
  private static final Duration A_TICK = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(90);
  /** So many answers in a row are traffic that flows. */
  private static final int STEADY = 10;

  private final Duration interval;
  private final SocketAddress service;
  private final int size;
  private final DatagramChannel client;
  private final List<DatagramChannel> servers = new ArrayList<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicIntegerArray answered = new AtomicIntegerArray(MOST);
  private final AtomicLongArray sentAt = new AtomicLongArray(MOST);
  private volatile boolean stopped;

  /**
   * What was asked during something, and what of it stayed without an answer.
   *
   * @param window for how long a machine that does not stall would have lost questions
   * @param span from the first one that was lost to the last, by the clock
   */
  public record Loss(int sent, int lost, Duration window, Duration span) {
    @Override
    public String toString() {
      return String.format(
          "%d of %d questions lost, over %.1f s", lost, sent, span.toMillis() / 1000.0);
    }
  }

  private SteadyTraffic(
      NetworkNamespace from,
      InetSocketAddress service,
      Duration interval,
      int size,
      List<NetworkNamespace> hubs) {
    this.interval = interval;
    this.service = service;
    this.size = size;
    this.client = from.call(() -> open(new InetSocketAddress(0)));
    for (NetworkNamespace hub : hubs) {
      servers.add(hub.call(() -> open(new InetSocketAddress(PORT))));
    }
  }

  /** Asks from one host the service that several have, in datagrams of some size in bytes. */
  public static SteadyTraffic start(
      NetworkNamespace from,
      String address,
      Duration interval,
      int size,
      NetworkNamespace... hubs) {
    InetSocketAddress service = new InetSocketAddress(IpAddresses.parse(address), PORT);
    SteadyTraffic traffic = new SteadyTraffic(from, service, interval, size, List.of(hubs));
    start("traffic-questions", traffic::ask);
    start("traffic-answers", traffic::hear);
    traffic.servers.forEach(server -> start("traffic-service", () -> traffic.serve(server)));
    return traffic;
  }

  private static DatagramChannel open(InetSocketAddress address) {
    try {
      return DatagramChannel.open(StandardProtocolFamily.INET).bind(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void ask() {
    ByteBuffer question = ByteBuffer.allocateDirect(size);
    while (!stopped && sent.get() < MOST) {
      try {
        sentAt.set(sent.get(), System.nanoTime());
        question.clear().putInt(0, sent.getAndIncrement());
        client.send(question, service);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // No way to the service: a lost question like any other.
      }
      LockSupport.parkNanos(interval.toNanos());
    }
  }

  private void hear() {
    ByteBuffer answer = ByteBuffer.allocateDirect(size);
    while (client.isOpen()) {
      try {
        client.receive(answer.clear());
        answered.set(answer.getInt(0), 1);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // An ICMP error for an earlier question, which stays without an answer.
      }
    }
  }

  private void serve(DatagramChannel server) {
    ByteBuffer datagram = ByteBuffer.allocateDirect(size);
    while (server.isOpen()) {
      try {
        SocketAddress asker = server.receive(datagram.clear());
        server.send(datagram.flip(), asker);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // No way back: a lost answer.
      }
    }
  }

  /** Waits until what is asked from now on is answered. */
  public void awaitFlow() {
    int from = sent.get();
    long deadline = System.nanoTime() + LONG_PATIENCE.toNanos();
    while (!flowsSince(from)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no traffic flows");
      }
      LockSupport.parkNanos(A_TICK.toNanos());
    }
  }

  private boolean flowsSince(int from) {
    int inRow = 0;
    for (int i = sent.get() - 1; i >= from && inRow < STEADY; i--) {
      inRow = answered.get(i) == 1 ? inRow + 1 : 0;
    }
    return inRow == STEADY;
  }

  /** Runs a task between times when traffic flows, and returns what was lost meanwhile. */
  public Loss during(Runnable task) {
    awaitFlow();
    int from = sent.get();
    task.run();
    awaitFlow();
    int to = sent.get() - STEADY;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (lost(from, to) > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(A_TICK.toNanos());
    }
    int lost = lost(from, to);
    return new Loss(to - from, lost, interval.multipliedBy(lost), span(from, to));
  }

  private Duration span(int from, int to) {
    long[] times = IntStream.range(from, to)
        .filter(i -> answered.get(i) == 0)
        .mapToLong(sentAt::get)
        .toArray();
    return times.length == 0
        ? Duration.ZERO
        : Duration.ofNanos(times[times.length - 1] - times[0]).plus(interval);
  }

  private int lost(int from, int to) {
    int lost = 0;
    for (int i = from; i < to; i++) {
      lost += 1 - answered.get(i);
    }
    return lost;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      client.close();
      for (DatagramChannel server : servers) {
        server.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

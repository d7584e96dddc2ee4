package io.wgnetlink.wireguard.nativetests;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a small datagram every few milliseconds from one namespace to another, which sends each
 * back; counts those that never return. What is only late, as a busy machine makes it, is not lost.
 */
final class SteadyPing implements AutoCloseable {
  private static final int PORT = 7;
  private static final int MAX_PINGS = 1 << 20;
  private static final Duration INTERVAL = Duration.ofMillis(4);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final DatagramChannel pings;
  private final DatagramChannel echoes;
  private final SocketAddress target;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicIntegerArray answered = new AtomicIntegerArray(MAX_PINGS);
  private volatile boolean stopped;

  private SteadyPing(DatagramChannel pings, DatagramChannel echoes, SocketAddress target) {
    this.pings = pings;
    this.echoes = echoes;
    this.target = target;
  }

  static SteadyPing start(NetworkNamespace from, NetworkNamespace to, String address) {
    SteadyPing ping = new SteadyPing(
        from.call(() -> open(0)),
        to.call(() -> open(PORT)),
        new InetSocketAddress(IpAddresses.parse(address), PORT));
    start("ping-echo", ping::echo);
    start("ping-receiver", ping::receive);
    start("ping-sender", ping::send);
    return ping;
  }

  private static DatagramChannel open(int port) {
    try {
      return DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void send() {
    ByteBuffer ping = ByteBuffer.allocateDirect(Integer.BYTES);
    while (!stopped && sent.get() < MAX_PINGS) {
      try {
        pings.send(ping.clear().putInt(sent.getAndIncrement()).flip(), target);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // No peer for the address: a lost ping like any other.
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }

  private void receive() {
    ByteBuffer answer = ByteBuffer.allocateDirect(Integer.BYTES);
    while (pings.isOpen()) {
      try {
        pings.receive(answer.clear());
        answered.set(answer.getInt(0), 1);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // An ICMP error for a ping sent before: that one stays without answer.
      }
    }
  }

  private void echo() {
    ByteBuffer datagram = ByteBuffer.allocateDirect(Integer.BYTES);
    while (echoes.isOpen()) {
      try {
        SocketAddress sender = echoes.receive(datagram.clear());
        echoes.send(datagram.flip(), sender);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // No way back at the moment: that answer is lost.
      }
    }
  }

  /** Waits until pings that are sent now are answered. */
  void awaitAnswer() {
    int from = sent.get();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (lostSince(from) == sent.get() - from) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no ping is answered");
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }

  /** What was sent during a task, and what of it was lost. */
  record Loss(int sent, int lost) {
    @Override
    public String toString() {
      return lost + " of " + sent + " packets lost";
    }
  }

  /** Runs a task and returns what was lost of the pings sent meanwhile. */
  Loss during(Runnable task) {
    awaitAnswer();
    int from = sent.get();
    task.run();
    int to = sent.get();
    awaitAnswer();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (lost(from, to) > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
    return new Loss(to - from, lost(from, to));
  }

  private int lostSince(int from) {
    return lost(from, sent.get());
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
      pings.close();
      echoes.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.wgnetlink.failover.nativetests;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP connection that is given more than it can carry. */
final class BulkTransfer implements AutoCloseable {
  private static final int PORT = 9000;
  private static final int CHUNK = 1 << 14;

  private final ServerSocketChannel server;
  private final SocketChannel client;
  private final AtomicLong moved = new AtomicLong();

  private BulkTransfer(ServerSocketChannel server, SocketChannel client) {
    this.server = server;
    this.client = client;
  }

  /** Sends from one host to an address of another, until it is closed. */
  static BulkTransfer start(NetworkNamespace from, String address, NetworkNamespace to) {
    InetSocketAddress there = new InetSocketAddress(IpAddresses.parse(address), PORT);
    BulkTransfer transfer =
        new BulkTransfer(to.call(() -> listen(there)), from.call(() -> connect(there)));
    start("bulk-receiver", transfer::receive);
    start("bulk-sender", transfer::send);
    return transfer;
  }

  private static ServerSocketChannel listen(InetSocketAddress address) {
    try {
      return ServerSocketChannel.open().bind(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SocketChannel connect(InetSocketAddress address) {
    try {
      return SocketChannel.open(address);
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
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    try {
      while (client.isOpen()) {
        client.write(chunk.clear());
      }
    } catch (IOException e) {
      // Closed, or broken: what was moved is counted at the other end.
    }
  }

  private void receive() {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    try (SocketChannel accepted = server.accept()) {
      int read;
      while ((read = accepted.read(chunk.clear())) >= 0) {
        moved.addAndGet(read);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  /** Returns how many bytes arrived. */
  long moved() {
    return moved.get();
  }

  @Override
  public void close() {
    try {
      client.close();
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

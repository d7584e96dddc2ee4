package io.wgnetlink.samples.demo;

import io.wgnetlink.net.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/** Sends each datagram back to where it came from, on a thread of its own. */
final class EchoService implements AutoCloseable {
  static final int PORT = 7;
  private static final int MAX_BYTES = 2048;

  private final DatagramChannel channel;
  private final Thread thread;

  private EchoService(DatagramChannel channel, String name) {
    this.channel = channel;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Opens the service at an address of a host. */
  static EchoService open(Host host, InetAddress address) {
    String name = "demo-echo-" + AddressFamily.of(address);
    try {
      // The channel belongs to the namespace of the thread that opens it, and works from any.
      return new EchoService(host.namespace().call(() -> bind(address)), name);
    } catch (IOException e) {
      throw new IllegalStateException("cannot open the service at " + host + ": " + e, e);
    }
  }

  private static DatagramChannel bind(InetAddress address) throws IOException {
    DatagramChannel channel = openChannel(address);
    try {
      return channel.bind(new InetSocketAddress(address, PORT));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens a channel of an address's family. */
  static DatagramChannel openChannel(InetAddress address) throws IOException {
    boolean v4 = AddressFamily.of(address) == AddressFamily.IPV4;
    return DatagramChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
  }

  private void run() {
    ByteBuffer datagram = ByteBuffer.allocateDirect(MAX_BYTES);
    while (channel.isOpen()) {
      try {
        SocketAddress sender = channel.receive(datagram.clear());
        channel.send(datagram.flip(), sender);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // No way back at the moment: that answer is lost, as it would be on the wire.
      }
    }
  }

  @Override
  public void close() {
    Closing.close(channel, thread);
  }
}

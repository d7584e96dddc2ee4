package io.wgnetlink.wireguard.internal;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One connection to a daemon, for one request and its reply.
 *
 * <p><b>Mechanism.</b> Nothing here blocks but {@link Patience}. Both directions go on at the same
 * time: a daemon that finds the first line at fault answers while the rest is still being sent, and
 * may hang up; what it has answered is read all the same. A connection serves one request:
 * boringtun closes it then, and wireguard-go takes what is left of a request that failed for the
 * next one.
 *
 * <p><b>A full queue.</b> When a daemon accepts no connection and as many wait as its socket lets
 * wait, a UNIX domain socket that must not block is not connected later, as one of TCP is, but not
 * at all ({@code EAGAIN}), so it is tried again, with a new one. The JDK gives the error as a text
 * in the user's language; so whatever is not refused, and not forbidden, counts as this.
 */
final class UapiConnection implements AutoCloseable {
  private final SocketChannel channel;
  private final Selector selector;
  private final Patience patience;

  private UapiConnection(SocketChannel channel, Selector selector, Patience patience) {
    this.channel = channel;
    this.selector = selector;
    this.patience = patience;
  }

  /**
   * Connects to a socket.
   *
   * @param timeout how long the daemon may give no sign of life, in all phases
   * @throws ConnectException when nobody listens
   * @throws java.net.SocketTimeoutException when nobody accepts
   */
  static UapiConnection open(Path socket, Duration timeout) throws IOException {
    Patience patience = new Patience(timeout);
    try {
      return open(UnixDomainSocketAddress.of(socket), patience);
    } catch (IOException e) {
      patience.restoreInterrupt();
      throw e;
    }
  }

  private static UapiConnection open(UnixDomainSocketAddress address, Patience patience)
      throws IOException {
    Optional<SocketChannel> channel = connect(address);
    while (channel.isEmpty()) {
      patience.pause();
      channel = connect(address);
    }
    try {
      patience.encourage();
      return new UapiConnection(channel.get(), Selector.open(), patience);
    } catch (IOException e) {
      channel.get().close();
      throw e;
    }
  }

  /** Returns a channel that is connected; empty when the daemon's queue is full. */
  private static Optional<SocketChannel> connect(UnixDomainSocketAddress address)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean connected = false;
    try {
      channel.configureBlocking(false);
      connected = channel.connect(address);
    } catch (ConnectException nobodyListens) {
      throw nobodyListens;
    } catch (SocketException e) {
      if (!Files.isWritable(address.getPath())) {
        throw e;
      }
    } finally {
      if (!connected) {
        channel.close();
      }
    }
    return connected ? Optional.of(channel) : Optional.empty();
  }

  /**
   * Sends a request and takes the reply, until it is complete.
   *
   * @param replies where to receive, empty; it holds secrets afterwards
   * @throws IOException when the daemon hangs up before the reply is complete, or is too slow
   * @throws MalformedReplyException when what it says is no reply
   */
  void exchange(ByteBuffer request, ByteBuffer replies, UapiReply reply) throws IOException {
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    while (true) {
      boolean sent = send(request);
      int received = channel.read(replies);
      if (received > 0 && reply.take(replies)) {
        return;
      }
      if (received < 0) {
        throw new EOFException("it closed the connection before its reply was complete");
      }
      if (sent || received > 0) {
        patience.encourage();
      } else {
        key.interestOps(
            SelectionKey.OP_READ | (request.hasRemaining() ? SelectionKey.OP_WRITE : 0));
        patience.await(selector);
      }
    }
  }

  /** Sends as much as goes; to a daemon that hung up nothing, but it may have answered before. */
  private boolean send(ByteBuffer request) {
    try {
      return request.hasRemaining() && channel.write(request) > 0;
    } catch (IOException hungUp) {
      request.position(request.limit());
      return false;
    }
  }

  @Override
  public void close() {
    try (channel;
        selector) {
      patience.restoreInterrupt();
    } catch (IOException ignored) {
      // Nothing more is expected of it.
    }
  }
}

package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A daemon in this process: a socket in a folder, and what it does with each connection. */
final class FakeDaemon implements AutoCloseable {
  /** Serves one connection, which is closed afterwards. */
  interface Manners {
    void serve(SocketChannel connection) throws IOException, InterruptedException;
  }

  final Path socket;
  private final ServerSocketChannel server;
  private final List<String> requests;
  private final Thread thread;

  private FakeDaemon(
      Path socket, ServerSocketChannel server, Manners manners, List<String> requests) {
    this.socket = socket;
    this.server = server;
    this.requests = requests;
    this.thread = new Thread(() -> serve(manners), "fake-daemon");
    thread.setDaemon(true);
    thread.start();
  }

  /** Starts a daemon of these manners. */
  static FakeDaemon start(Path folder, InterfaceName name, Manners manners) {
    return start(folder, name, manners, List.of());
  }

  private static FakeDaemon start(
      Path folder, InterfaceName name, Manners manners, List<String> requests) {
    try {
      Path socket = folder.resolve(name + ".sock");
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      return new FakeDaemon(socket, server, manners, requests);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a daemon that answers each request, and keeps it. */
  static FakeDaemon answering(Path folder, InterfaceName name, UnaryOperator<String> answer) {
    List<String> requests = new CopyOnWriteArrayList<>();
    Manners answering = connection -> {
      String request = read(connection);
      if (!request.isEmpty()) {
        requests.add(request);
        write(connection, answer.apply(request));
      }
    };
    return start(folder, name, answering, requests);
  }

  /** Returns the requests that were answered. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Reads a request to its end, or what there is of it when the other side hangs up. */
  static String read(SocketChannel connection) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    String text = "";
    while (!text.endsWith("\n\n") && connection.read(buffer) >= 0) {
      text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }
    return text;
  }

  static void write(SocketChannel connection, String text) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (buffer.hasRemaining()) {
      connection.write(buffer);
    }
  }

  private void serve(Manners manners) {
    while (server.isOpen()) {
      try (SocketChannel connection = server.accept()) {
        manners.serve(connection);
      } catch (IOException | InterruptedException e) {
        // the other side hung up, or the test is over
      }
    }
  }

  /** Ends the daemon; its socket stays behind, as a killed one's does. */
  @Override
  public void close() {
    try {
      server.close();
      thread.interrupt();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

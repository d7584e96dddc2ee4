package io.wgnetlink.wireguard.nativetests;

import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The daemon {@code wireguard-go}, which serves one interface of a namespace. */
public final class WireguardGo implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern VERSION = Pattern.compile("wireguard-go v?0\\.0\\.(\\d{8})");

  public final Path socket;
  private final Process process;

  private WireguardGo(Path socket, Process process) {
    this.socket = socket;
    this.process = process;
  }

  /** Starts a daemon, and returns when it can be asked. */
  public static WireguardGo start(NetworkNamespace namespace, InterfaceName name) {
    ProcessBuilder command = new ProcessBuilder("wireguard-go", "-f", name.value())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Path socket = Path.of("/var/run/wireguard", name + ".sock");
    try {
      // A process belongs to the namespace of the thread that starts it.
      WireguardGo daemon = new WireguardGo(socket, namespace.call(command::start));
      daemon.awaitSocket();
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitSocket() {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        close();
        throw new IllegalStateException("wireguard-go does not serve " + socket);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private boolean answers() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns the date in the version of the daemon, as {@code 20220316}. */
  public static int version() {
    try (NetworkNamespace own = NetworkNamespace.current()) {
      Matcher matcher = VERSION.matcher(Witness.run(own, "wireguard-go", "--version"));
      if (!matcher.find()) {
        throw new IllegalStateException("wireguard-go tells no version");
      }
      return Integer.parseInt(matcher.group(1));
    }
  }

  /** Sends a request to the daemon; returns the reply. */
  String ask(String request) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      channel.shutdownOutput();
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the daemon: its interface goes, its socket stays. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Waits for the end that a daemon comes to when its interface is removed. */
  public void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("wireguard-go goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

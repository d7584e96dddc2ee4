package io.wgnetlink.wireguard.internal;

import static io.wgnetlink.wireguard.internal.Captures.WG0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkTimeoutException;
import io.wgnetlink.netlink.OutcomeUnknownException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.PublicKey;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time limit is for what hangs; each of these takes a second at most. */
@Timeout(60)
class UapiDaemonTests {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir
  private Path folder;

  private final UapiBuffers buffers = new UapiBuffers();
  private final List<FakeDaemon> daemons = new ArrayList<>();

  @AfterEach
  void endDaemons() {
    daemons.forEach(FakeDaemon::close);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void shouldReadADevice() {
    FakeDaemon fake = start(connection -> {
      assertThat(FakeDaemon.read(connection)).isEqualTo("get=1\n\n");
      FakeDaemon.write(connection, UapiCaptures.GET);
    });
    try (Device device = read(fake, LONG)) {
      assertThat(device.index()).isEqualTo(7);
      assertThat(device.peers()).hasSize(2);
      assertThat(device.privateKey()).contains(Captures.PRIVATE_KEY);
    }
  }

  @Test
  void shouldReadADeviceThatComesInDribs() {
    FakeDaemon fake = start(connection -> {
      for (char each : UapiCaptures.GET.toCharArray()) {
        FakeDaemon.write(connection, String.valueOf(each));
      }
    });
    read(fake, LONG).close();
  }

  @Test
  void shouldReadADeviceThatIsLargerThanAnyBuffer() {
    int peers = 20_000;
    FakeDaemon fake = start(connection -> {
      for (int i = 0; i < peers; i++) {
        FakeDaemon.write(
            connection, String.format("public_key=%064x%nallowed_ip=10.0.0.%d/32%n", i, i % 256));
      }
      FakeDaemon.write(connection, "errno=0\n\n");
    });
    Device device = read(fake, LONG);
    assertThat(device.peers()).hasSize(peers);
    assertThat(device.peers().get(258).publicKey()).isEqualTo(key(258));
  }

  @Test
  void shouldSendARequestOfAnyLength() {
    List<Integer> lengths = new ArrayList<>();
    FakeDaemon fake = start(connection -> {
      lengths.add(FakeDaemon.read(connection).length());
      FakeDaemon.write(connection, "errno=0\n\n");
    });
    set(fake, LONG, UapiUpdateEncoder.MAX_BYTES - 2);
    assertThat(lengths).containsExactly(UapiUpdateEncoder.MAX_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"errno=-98\n\n", "errno=98\n\n"})
  void shouldReportWhatTheDaemonRefuses(String reply) {
    FakeDaemon fake = answering(reply);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> set(fake, LONG, 10))
        .satisfies(e -> assertThat(e.is(Errno.EADDRINUSE)).isTrue())
        .withMessageContainingAll("set it", "wg0.sock", "EADDRINUSE", "listen port")
        .isNotInstanceOf(OutcomeUnknownException.class);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> read(fake, LONG))
        .satisfies(e -> assertThat(e.is(Errno.EADDRINUSE)).isTrue());
  }

  @Test
  void shouldTakeARefusalFromADaemonThatReadsNoFurther() {
    FakeDaemon fake = start(connection -> {
      connection.read(ByteBuffer.allocate(10));
      FakeDaemon.write(connection, "errno=-22\n\n");
    });
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> set(fake, LONG, UapiUpdateEncoder.MAX_BYTES - 2))
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
  }

  @Test
  void shouldTakeTheAnswerOfADaemonThatHasHungUp() {
    CountDownLatch hungUp = new CountDownLatch(1);
    FakeDaemon fake = start(connection -> {
      FakeDaemon.write(connection, "errno=-22\n\n");
      connection.close();
      hungUp.countDown();
    });
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> new UapiDaemon(fake.socket, buffers, LONG).set("set it", request -> {
          request.put((byte) 'x');
          await(hungUp);
        }))
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldSayThatNobodyListens() {
    FakeDaemon fake = answering("errno=0\n\n");
    fake.close();
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> read(fake, LONG))
        .satisfies(e -> assertThat(e.is(new Errno(111))).isTrue())
        .withMessageContainingAll(fake.socket.toString(), "ECONNREFUSED", "start it again");
    assertThat(fake.socket).exists();
  }

  @Test
  void shouldSayThatTheSocketIsGone() throws IOException {
    FakeDaemon fake = answering("errno=0\n\n");
    Files.delete(fake.socket);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> set(fake, LONG, 1))
        .isNotInstanceOf(OutcomeUnknownException.class)
        .withMessageContaining("cannot connect");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "listen_port=1\n", "errno=0", "public_key=00"})
  void shouldNotTakeTheEndOfTheStreamForTheEndOfTheReply(String beginning) {
    FakeDaemon fake = answering(beginning);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> read(fake, LONG))
        .isNotInstanceOf(OutcomeUnknownException.class)
        .withMessageContaining("before its reply was complete");
    assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> set(fake, LONG, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense\n", "\n", "errno=5000\n", "fwmark=-1\nerrno=0\n"})
  void shouldRefuseGarbage(String reply) {
    FakeDaemon fake = answering(reply);
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> read(fake, LONG))
        .withMessageContainingAll("malformed reply", fake.socket.toString());
    assertThatExceptionOfType(OutcomeUnknownException.class)
        .isThrownBy(() -> set(fake, LONG, 10))
        .withMessageContaining("malformed reply");
  }

  @Test
  void shouldNotTakeADeviceForTheReplyToAChange() {
    FakeDaemon fake = answering(UapiCaptures.GET);
    assertThatExceptionOfType(OutcomeUnknownException.class)
        .isThrownBy(() -> set(fake, LONG, 10))
        .withMessageContaining("private_key is not expected")
        .withMessageNotContaining("000102");
  }

  @Test
  void shouldNotReadAnEndlessLine() {
    FakeDaemon fake = start(connection -> {
      while (true) {
        FakeDaemon.write(connection, "7".repeat(1000));
      }
    });
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> read(fake, LONG))
        .withMessageContaining("a line of more than");
  }

  @Test
  void shouldNotReadAnEndlessReply() {
    FakeDaemon fake = start(connection -> {
      String lines = ("unknown=" + "7".repeat(1000) + "\n").repeat(500);
      while (true) {
        FakeDaemon.write(connection, lines);
      }
    });
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> read(fake, LONG))
        .withMessageContaining("more than " + UapiReply.MAX_BYTES);
  }

  @Test
  void shouldGiveUpADaemonThatSaysNothing() {
    CountDownLatch over = new CountDownLatch(1);
    FakeDaemon fake = start(connection -> over.await());
    assertThatExceptionOfType(NetlinkTimeoutException.class)
        .isThrownBy(() -> read(fake, SHORT))
        .withMessageContainingAll("wg0.sock", "within 100 ms");
    over.countDown();
  }

  @Test
  void shouldGiveUpADaemonThatStopsReading() {
    CountDownLatch over = new CountDownLatch(1);
    FakeDaemon fake = start(connection -> {
      connection.setOption(StandardSocketOptions.SO_RCVBUF, 1024);
      over.await();
    });
    assertThatExceptionOfType(NetlinkTimeoutException.class)
        .isThrownBy(() -> set(fake, SHORT, UapiUpdateEncoder.MAX_BYTES - 2));
    over.countDown();
  }

  @Test
  void shouldGiveUpADaemonThatSaysAByteNowAndThen() {
    FakeDaemon fake = start(connection -> {
      while (true) {
        FakeDaemon.write(connection, "x");
        Thread.sleep(10);
      }
    });
    assertThatExceptionOfType(NetlinkTimeoutException.class).isThrownBy(() -> read(fake, SHORT));
  }

  @Test
  void shouldGiveUpADaemonThatAcceptsNoConnection() throws IOException {
    Path socket = folder.resolve("wg1.sock");
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket), 1);
      for (int i = 0; i < 2; i++) {
        waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      }
      UapiDaemon daemon = new UapiDaemon(socket, buffers, SHORT);
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> daemon.set("set it", request -> request.put((byte) 'x')))
          .isNotInstanceOf(OutcomeUnknownException.class)
          .withMessageContaining("accepts no connection");
      assertThat(daemon.isAlive()).isTrue();
    } finally {
      for (SocketChannel each : waiting) {
        each.close();
      }
    }
  }

  @Test
  void shouldWaitForADaemonThatAcceptsLater() throws Exception {
    Path socket = folder.resolve("wg1.sock");
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket), 1);
      for (int i = 0; i < 2; i++) {
        waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      }
      Thread late = new Thread(() -> {
        try {
          Thread.sleep(50);
          waiting.add(server.accept());
          waiting.add(server.accept());
          SocketChannel connection = server.accept();
          waiting.add(connection);
          FakeDaemon.write(connection, "errno=0\n\n");
        } catch (IOException | InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
      late.start();
      new UapiDaemon(socket, buffers, LONG).set("set it", request -> request.put((byte) 'x'));
      late.join();
    } finally {
      for (SocketChannel each : waiting) {
        each.close();
      }
    }
  }

  @Test
  void shouldLeaveAnInterruptSet() {
    FakeDaemon slow = start(connection -> {
      Thread.sleep(50);
      FakeDaemon.write(connection, UapiCaptures.GET_NEW);
    });
    Thread.currentThread().interrupt();
    read(slow, LONG).close();
    assertThat(Thread.interrupted()).isTrue();

    Thread.currentThread().interrupt();
    slow.close();
    assertThatExceptionOfType(NetlinkException.class).isThrownBy(() -> read(slow, LONG));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void shouldWipeItsBuffers() {
    FakeDaemon fake = answering(UapiCaptures.GET);
    read(fake, LONG).close();
    assertWiped();
    String secret = "private_key=" + "77".repeat(32) + "\n\n";
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> new UapiDaemon(fake.socket, buffers, LONG)
            .set("set it", request -> request.put(secret.getBytes(StandardCharsets.US_ASCII))));
    assertWiped();
  }

  private void assertWiped() {
    UapiBuffers.Pair used = buffers.take();
    for (ByteBuffer buffer : List.of(used.request(), used.reply())) {
      byte[] content = new byte[buffer.capacity()];
      buffer.get(0, content);
      assertThat(content).containsOnly(0);
    }
    buffers.release(used);
  }

  @Test
  void shouldUseItsBuffersAgain() {
    FakeDaemon fake = answering(UapiCaptures.GET_NEW);
    read(fake, LONG).close();
    UapiBuffers.Pair used = buffers.take();
    buffers.release(used);
    read(fake, LONG).close();
    assertThat(buffers.take()).isSameAs(used);
    assertThat(buffers.take()).isNotSameAs(used);
  }

  private Device read(FakeDaemon fake, Duration timeout) {
    return new UapiDaemon(fake.socket, buffers, timeout).read(WG0, 7, scope -> 0);
  }

  private void set(FakeDaemon fake, Duration timeout, int length) {
    byte[] lines = ("x".repeat(length) + "\n\n").getBytes(StandardCharsets.US_ASCII);
    new UapiDaemon(fake.socket, buffers, timeout).set("set it", request -> request.put(lines));
  }

  private FakeDaemon answering(String reply) {
    return start(connection -> {
      FakeDaemon.read(connection);
      FakeDaemon.write(connection, reply);
    });
  }

  private FakeDaemon start(FakeDaemon.Manners manners) {
    FakeDaemon fake = FakeDaemon.start(folder, WG0, manners);
    daemons.add(fake);
    return fake;
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(28, number).array());
  }
}

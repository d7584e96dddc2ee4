package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.secrets.Canary;
import io.wgnetlink.secrets.Scenes;
import io.wgnetlink.wireguard.WireGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Userspace daemons with the keys of the {@link Canary}, of the manners that there are. */
public final class UserspaceScenes implements Scenes {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final String PRIVATE =
      HexFormat.of().formatHex(Canary.privateKey().bytes());
  private static final String PRESHARED =
      HexFormat.of().formatHex(Canary.presharedKey().bytes());
  private static final String PEER = "public_key=" + "81".repeat(32) + "\n";
  private static final String END = "errno=0\n\n";

  /** A reply in which all is well, and both keys are. */
  private static final String WHOLE =
      "private_key=" + PRIVATE + "\n" + PEER + "preshared_key=" + PRESHARED + "\n";

  @Override
  public void play(
      Path folder, NetworkNamespace namespace, BiConsumer<String, WireGuard> audience) {
    manners().forEach((what, manners) -> {
      try (FakeDaemon daemon = FakeDaemon.start(folder, WG0, manners);
          WireGuard wireGuard = client(folder, namespace)) {
        audience.accept(what, wireGuard);
        Files.delete(daemon.socket);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    FakeDaemon.start(folder, WG0, connection -> {}).close();
    try (WireGuard wireGuard = client(folder, namespace)) {
      audience.accept("a daemon that has ended", wireGuard);
    }
  }

  private static WireGuard client(Path folder, NetworkNamespace namespace) {
    Links links = new FakeLinks(new Link(3, "wg0", "tun"));
    NamespaceWireGuard client = new NamespaceWireGuard(
        namespace.duplicate(),
        links,
        new UserspaceDevices(new UapiSockets(folder), links, PATIENCE),
        () -> {
          throw new NetlinkException("find WireGuard", Errno.ENOENT, ExtendedAck.NONE, "");
        });
    client.openKernel();
    return client;
  }

  private static Map<String, FakeDaemon.Manners> manners() {
    Map<String, FakeDaemon.Manners> manners = new LinkedHashMap<>();
    manners.put("a daemon", answering(new ModelDaemon()::answer));
    manners.put("a daemon before May 2025", answering(new ModelDaemon(false)::answer));
    for (int errno : new int[] {-1, -5, -22, -98, 2, 4095}) {
      String refusal = "errno=" + errno + "\n\n";
      manners.put("errno " + errno, answering(request -> refusal));
      manners.put("keys, and errno " + errno, answering(request -> WHOLE + refusal));
    }
    texts().forEach((what, text) -> manners.put(what, answering(request -> text)));
    manners.put("the request as the reply", answering(request -> request));
    manners.put("the request, and an error", answering(request -> request + "errno=-22\n\n"));
    manners.put("no answer", connection -> {
      FakeDaemon.read(connection);
      Thread.sleep(10 * PATIENCE.toMillis());
    });
    manners.put("hanging up", connection -> {});
    manners.put("hanging up in the middle of keys", connection -> {
      FakeDaemon.read(connection);
      FakeDaemon.write(connection, WHOLE.substring(0, 30));
    });
    return manners;
  }

  private static FakeDaemon.Manners answering(UnaryOperator<String> answer) {
    return connection -> FakeDaemon.write(connection, answer.apply(FakeDaemon.read(connection)));
  }

  /** Replies that are none, most of them with a key where it should not be. */
  private static Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("no end", WHOLE);
    texts.put("half a line", WHOLE.substring(0, 40));
    texts.put("a line without a sign", PRIVATE + "\n" + END);
    texts.put("a key for a name", PRIVATE + "=1\n" + END);
    texts.put("a key for a name, in base64", Canary.privateKey().toBase64() + "\n" + END);
    texts.put("a key in base64", "private_key=" + Canary.privateKey().toBase64() + "\n" + END);
    texts.put("a key that is too long", "private_key=" + PRIVATE + "0\n" + END);
    texts.put("a key that is too short", "private_key=" + PRIVATE.substring(1) + "\n" + END);
    texts.put("two keys", "private_key=" + PRIVATE + "\nprivate_key=" + PRIVATE + "\n" + END);
    texts.put("a preshared key of nobody", "preshared_key=" + PRESHARED + "\n" + END);
    texts.put("the device after its peers", PEER + "private_key=" + PRIVATE + "\n" + END);
    for (String name : new String[] {
      "listen_port",
      "fwmark",
      "endpoint",
      "allowed_ip",
      "rx_bytes",
      "last_handshake_time_sec",
      "persistent_keepalive_interval",
      "errno"
    }) {
      texts.put(name + " with a key", PEER + name + "=" + PRESHARED + "\n" + END);
      texts.put(
          name + " with a key in base64",
          name + "=" + Canary.presharedKey().toBase64() + "\n" + END);
    }
    texts.put("a key for a scope", PEER + "endpoint=[fe80::1%" + PRIVATE + "]:1\n" + END);
    texts.put("an endless line", "private_key=" + PRIVATE.repeat(20_000));
    return texts;
  }
}

package io.wgnetlink.testkit.secrets;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.secrets.Canary;
import io.wgnetlink.secrets.Scenes;
import io.wgnetlink.testkit.Fault;
import io.wgnetlink.testkit.InMemoryKernel;
import io.wgnetlink.testkit.conformance.Machine;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceMonitor;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.DeviceView;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerStatistics;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import io.wgnetlink.wireguard.config.Configuration;
import io.wgnetlink.wireguard.config.ConfigurationDocument;
import io.wgnetlink.wireguard.config.Dialect;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Drives every operation and every failure with the keys of the {@link Canary}, and prints all that
 * comes of it: results with everything they hold, exceptions with everything they know.
 */
public final class SecretsDrive {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final InterfaceName WG1 = InterfaceName.of("wg1");

  /** Enough for several messages. */
  private static final int MANY = 1000;

  private final Showcase showcase;

  public SecretsDrive(PrintStream out) {
    showcase = new Showcase(out);
  }

  /** Returns the names of the classes of which an instance was printed. */
  public Set<String> shown() {
    return showcase.shown();
  }

  // ---- values ---------------------------------------------------------------------------------

  /** Shows every kind of value that a caller can make of keys, and what is refused. */
  public void values() {
    showcase.show("keys", () -> List.of(Canary.privateKey(), Canary.presharedKey()));
    showcase.show("closed keys", () -> List.of(closedPrivateKey(), closedPresharedKey()));
    showcase.show("device", () -> device());
    showcase.show("device seen by a visitor", () -> {
      device().accept(new ShowingVisitor());
      return "seen";
    });
    showcase.show("update", () -> update(WG0).build());
    showcase.show("desired device", () -> desired());
    showcase.showFailure("closed private key", () -> closedPrivateKey().toBase64());
    showcase.showFailure("closed preshared key", () -> closedPresharedKey().bytes());
    refusedKeys(Canary.privateKey().toBase64());
    refusedKeys(Canary.presharedKey().toBase64());
    refusedUpdates();
  }

  private void refusedKeys(String base64) {
    List<String> mangled = List.of(
        base64.substring(1),
        base64 + "=",
        " " + base64,
        base64.replace(base64.charAt(5), '_'),
        base64.substring(0, 43),
        base64.substring(0, 43) + "A",
        base64.substring(0, 42) + (char) (base64.charAt(42) + 1) + "=");
    for (String text : mangled) {
      showcase.showFailure("mangled private key", () -> PrivateKey.parse(text));
      showcase.showFailure("mangled preshared key", () -> PresharedKey.parse(text));
      showcase.showFailure("secret taken for a public key", () -> PublicKey.parse(text));
    }
    byte[] bytes = Canary.privateKey().bytes();
    showcase.showFailure("31 bytes", () -> PrivateKey.of(Arrays.copyOf(bytes, 31)));
    showcase.showFailure("33 bytes", () -> PresharedKey.of(Arrays.copyOf(bytes, 33)));
    showcase.showFailure("31 bytes", () -> PublicKey.of(Arrays.copyOf(bytes, 31)));
  }

  private void refusedUpdates() {
    PublicKey own = Canary.privateKey().publicKey();
    showcase.showFailure(
        "own key as peer", () -> update(WG0).peer(PeerUpdate.of(own)).build());
    showcase.showFailure(
        "given and removed", () -> update(WG0).removePrivateKey().build());
    showcase.showFailure(
        "given and removed",
        () -> PeerUpdate.of(key(1))
            .presharedKey(Canary.presharedKey())
            .removePresharedKey()
            .build());
    showcase.showFailure("port", () -> update(WG0).listenPort(65536).build());
    showcase.showFailure(
        "closed key",
        () -> DeviceUpdate.of(WG0)
            .privateKey(closedPrivateKey())
            .peer(PeerUpdate.of(key(1)))
            .build());
    showcase.showFailure(
        "own key as peer",
        () -> DesiredDevice.of(WG0)
            .privateKey(Canary.privateKey())
            .peer(DesiredPeer.of(own).presharedKey(Canary.presharedKey()))
            .build());
  }

  // ---- configuration files --------------------------------------------------------------------

  /** Reads good files, and files in which a key, whole or in part, stands where it should not. */
  public void configuration() {
    String good = """
        [Interface]
        PrivateKey = %s
        FwMark = 7
        %s
        [Peer]
        PublicKey = %s
        PresharedKey = %s
        AllowedIPs = 10.0.0.0/8
        """;
    for (Dialect dialect : Dialect.values()) {
      String text = good.formatted(
          Canary.privateKey().toBase64(),
          dialect == Dialect.WG_QUICK ? hooks() : "",
          key(1),
          Canary.presharedKey().toBase64());
      showcase.show("configuration", () -> {
        ConfigurationDocument document = ConfigurationDocument.parse(text, dialect);
        Configuration configuration = document.configuration();
        return List.of(
            document,
            configuration,
            document.check(),
            configuration.check(),
            configuration.setconf(WG0),
            configuration.addconf(WG0),
            configuration.syncconf(WG0));
      });
      showcase.showFailure("closed configuration", () -> {
        ConfigurationDocument document = ConfigurationDocument.parse(text, dialect);
        document.close();
        return document.text();
      });
      for (String key :
          List.of(Canary.privateKey().toBase64(), Canary.presharedKey().toBase64())) {
        faultyFiles(key, dialect);
      }
    }
  }

  /** What a shell is told can hold keys too. */
  private static String hooks() {
    String key = Canary.presharedKey().toBase64();
    return Stream.of("PreUp", "PostUp", "PreDown", "PostDown")
        .map(hook -> hook + " = wg set %i peer A preshared-key <(echo " + key + ")\n")
        .collect(Collectors.joining());
  }

  private void faultyFiles(String key, Dialect dialect) {
    List<String> faults = List.of(
        "[Interface]\nPrivateKey = %s",
        "[Interface]\nPrivatKey = %s",
        "[Interface]\nPrivateKey %s",
        "[Interface]\nListenPort = %s",
        "[Interface]\nFwMark = %s",
        "[Interface]\nMTU = %s",
        "[Interface]\nDNS = %s",
        "[Interface]\nTable = %s",
        "[Interface]\nSaveConfig = %s",
        "[Interface]\nPostUp = echo %s\nMTU = x",
        "[Interface]\nPostUp = echo %s\nPostup",
        "[Interface]\nAddress = %s",
        "[Interface]\n%s",
        "[Interface]\n%s = 1",
        "[%s]",
        "%s",
        "[Peer]\nPresharedKey = %s",
        "[Peer]\nAllowedIPs = %s",
        "[Peer]\nAllowedIPs = 10.0.0.0/8, %s",
        "[Peer]\nPersistentKeepalive = %s",
        "[Peer]\nEndpoint = %s");
    for (String fault : faults) {
      for (String given : List.of(key, key.substring(0, 43), key + key)) {
        showcase.showEither(
            "faulty file", () -> ConfigurationDocument.parse(fault.formatted(given), dialect));
      }
    }
    showcase.showFailure(
        "part of a key for a public key",
        () -> ConfigurationDocument.parse("[Peer]\nPublicKey = " + key.substring(0, 40), dialect));
  }

  // ---- a kernel -------------------------------------------------------------------------------

  /** Does everything with a machine that has no interface yet. */
  public void machine(Machine machine) {
    machine.addInterface(WG0);
    machine.addInterface(WG1);
    operations(machine.wireGuard());
    refusals(machine);
    machine.wireGuard().close();
    showcase.showFailure("closed client", () -> machine.wireGuard().device(WG0));
    showcase.showFailure("closed client", () -> {
      machine.wireGuard().apply(update(WG0).build());
      return "applied";
    });
  }

  private void operations(WireGuard wireGuard) {
    showcase.show("write", () -> {
      wireGuard.apply(update(WG0).build());
      return wireGuard;
    });
    showcase.show("read", () -> wireGuard.device(WG0));
    showcase.show("visit", () -> {
      wireGuard.read(WG0, new ShowingVisitor());
      return "visited";
    });
    showcase.show("plan", () -> wireGuard.plan(desired()));
    showcase.show("sync", () -> wireGuard.sync(desired()));
    showcase.show("sync again", () -> wireGuard.sync(desired()));
    showcase.show("remove an allowed IP", () -> {
      wireGuard.apply(DeviceUpdate.of(WG0)
          .privateKey(Canary.privateKey())
          .peer(PeerUpdate.of(key(1))
              .presharedKey(Canary.presharedKey())
              .removeAllowedIp(IpPrefix.parse("10.0.0.0/8")))
          .build());
      return "removed";
    });
    showcase.show("write many", () -> {
      wireGuard.apply(many());
      return wireGuard.device(WG0).peers().size();
    });
    showcase.show("follow", () -> {
      DeviceMonitor monitor = DeviceMonitor.of(wireGuard, WG0, new ShowingListener());
      monitor.poll();
      monitor.poll();
      monitor.close();
      return monitor;
    });
  }

  private void refusals(Machine machine) {
    WireGuard wireGuard = machine.wireGuard();
    for (InterfaceName wrong : List.of(InterfaceName.of("absent0"), InterfaceName.of("lo"))) {
      showcase.showFailure("write to " + wrong, () -> {
        wireGuard.apply(update(wrong).build());
        return "applied";
      });
      showcase.showFailure("read " + wrong, () -> wireGuard.device(wrong));
      showcase.showFailure(
          "sync " + wrong,
          () -> wireGuard.sync(DesiredDevice.of(wrong)
              .privateKey(Canary.privateKey())
              .peer(DesiredPeer.of(key(1)).presharedKey(Canary.presharedKey()))
              .build()));
    }
    wireGuard.apply(DeviceUpdate.of(WG0).listenPort(4500).build());
    machine.up(WG0);
    machine.up(WG1);
    showcase.showFailure("taken port", () -> {
      wireGuard.apply(update(WG1).listenPort(4500).build());
      return "applied";
    });
    showcase.showFailure("visitor that throws", () -> {
      wireGuard.read(WG0, new ThrowingVisitor());
      return "read";
    });
    DeviceMonitor monitor =
        DeviceMonitor.of(wireGuard, InterfaceName.of("absent0"), new ShowingListener());
    showcase.show("lost observation", () -> {
      monitor.poll();
      return monitor;
    });
  }

  // ---- trouble --------------------------------------------------------------------------------

  /** Lets everything go wrong that can. */
  public void faults(InMemoryKernel kernel) {
    kernel.addInterface(WG0);
    try (WireGuard wireGuard = kernel.wireGuard()) {
      wireGuard.apply(many());
      String message = "the kernel's own words";
      List<Fault> troubles = List.of(
          Fault.refuse(Errno.EPERM),
          Fault.refuse(Errno.EINVAL, message),
          Fault.refuse(Errno.EMSGSIZE),
          Fault.refuseAfterPeers(1, Errno.EINVAL),
          Fault.refuse(Errno.EINVAL, message).after(2),
          Fault.loseAnswer(),
          Fault.loseAnswer().after(1),
          Fault.garbleAnswer(),
          Fault.garbleAnswer().after(1));
      for (Fault fault : troubles) {
        kernel.inject(fault);
        showcase.showFailure("write with " + fault, () -> {
          wireGuard.apply(many());
          return "applied";
        });
      }
      readings(kernel, wireGuard);
    }
    showcase.show("kernel in memory", () -> List.of(kernel, kernel.peer(WG0, key(1))));
  }

  private void readings(InMemoryKernel kernel, WireGuard wireGuard) {
    List<Fault> troubles = List.of(
        Fault.refuse(Errno.EBUSY),
        Fault.loseAnswer(),
        Fault.garbleAnswer(),
        Fault.interrupt().always());
    for (Fault fault : troubles) {
      kernel.inject(fault);
      showcase.showFailure("read with " + fault, () -> wireGuard.device(WG0));
      kernel.clearFaults();
      kernel.inject(fault);
      showcase.showFailure("sync with " + fault, () -> wireGuard.sync(desired()));
      kernel.clearFaults();
    }
  }

  // ---- userspace daemons ----------------------------------------------------------------------

  /** Does everything with daemons that are well-behaved, and with others. */
  public void userspace(Path folder, NetworkNamespace namespace) {
    scenes("io.wgnetlink.wireguard.internal.UserspaceScenes")
        .play(folder, namespace, (what, wireGuard) -> {
          showcase.showEither(what + ": list", wireGuard::interfaces);
          showcase.showEither(
              what + ": write", () -> wireGuard.apply(update(WG0).build()));
          showcase.showEither(what + ": read", () -> wireGuard.device(WG0));
          showcase.showEither(what + ": visit", () -> {
            wireGuard.read(WG0, new ShowingVisitor());
            return "visited";
          });
          showcase.showEither(what + ": sync", () -> wireGuard.sync(desired()));
          showcase.showEither(
              what + ": remove an allowed IP",
              () -> wireGuard.apply(DeviceUpdate.of(WG0)
                  .peer(PeerUpdate.of(key(1))
                      .presharedKey(Canary.presharedKey())
                      .removeAllowedIp(IpPrefix.parse("10.0.0.0/8")))
                  .build()));
        });
  }

  private static Scenes scenes(String name) {
    try {
      return Class.forName(name).asSubclass(Scenes.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  // ---- what is driven -------------------------------------------------------------------------

  private static PrivateKey closedPrivateKey() {
    PrivateKey key = Canary.privateKey();
    key.close();
    return key;
  }

  private static PresharedKey closedPresharedKey() {
    PresharedKey key = Canary.presharedKey();
    key.close();
    return key;
  }

  private static Device device() {
    return Device.builder(WG0)
        .privateKey(Canary.privateKey())
        .publicKey(Canary.privateKey().publicKey())
        .peer(Peer.builder(key(1)).presharedKey(Canary.presharedKey()).build())
        .build();
  }

  private static DeviceUpdate.Builder update(InterfaceName name) {
    return DeviceUpdate.of(name)
        .privateKey(Canary.privateKey())
        .peer(PeerUpdate.of(key(1))
            .presharedKey(Canary.presharedKey())
            .persistentKeepalive(Duration.ofSeconds(25))
            .allowedIp(IpPrefix.parse("10.0.0.0/8")));
  }

  private static DeviceUpdate many() {
    return DeviceUpdate.of(WG0)
        .privateKey(Canary.privateKey())
        .peers(IntStream.range(0, MANY)
            .mapToObj(
                i -> PeerUpdate.of(key(i)).presharedKey(Canary.presharedKey()).build())
            .toList())
        .build();
  }

  private static DesiredDevice desired() {
    return DesiredDevice.of(WG0)
        .privateKey(Canary.privateKey())
        .peer(DesiredPeer.of(key(1)).presharedKey(Canary.presharedKey()))
        .peer(DesiredPeer.of(key(2)).presharedKey(Canary.presharedKey()))
        .build();
  }

  private static PublicKey key(int number) {
    return PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, number).array());
  }

  private final class ShowingVisitor implements DeviceVisitor {
    @Override
    public void begin(int attempt) {}

    @Override
    public void device(DeviceView device) {
      showcase.show(device);
      showcase.show(device.privateKey());
    }

    @Override
    public void peer(PeerView peer) {
      showcase.show(peer);
      showcase.show(peer.presharedKey());
      showcase.show(peer.allowedIps());
    }
  }

  private static final class ThrowingVisitor implements DeviceVisitor {
    @Override
    public void begin(int attempt) {}

    @Override
    public void peer(PeerView peer) {
      throw new IllegalStateException("no more of " + peer);
    }
  }

  private final class ShowingListener implements DeviceMonitor.Listener {
    @Override
    public void peerAdded(PeerStatistics now) {
      showcase.show(now);
    }

    @Override
    public void observationLost(Throwable cause) {
      showcase.show(cause);
    }
  }
}

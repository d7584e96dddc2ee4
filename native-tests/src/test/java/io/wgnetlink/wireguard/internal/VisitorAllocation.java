package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.DumpReplay;
import io.wgnetlink.netlink.generic.GenericFamily;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.WireGuard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What reading a device with a visitor allocates, by the number of peers and of allowed IPs, from a
 * replayed dump: the same number of bytes whatever these are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class VisitorAllocation {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final int ALLOWED_IPS_PER_MESSAGE = 100;

  @Param({"1000", "10000"})
  public int peers;

  @Param({"1", "8"})
  public int allowedIps;

  private WireGuard wireGuard;
  private Sum sum;

  @Setup(Level.Trial)
  public void open() {
    List<byte[]> dump = DumpWriter.write(device(), ALLOWED_IPS_PER_MESSAGE);
    GenericFamily family = new GenericFamily("wireguard", 0x23, 1, Map.of());
    wireGuard = new KernelWireGuard(DumpReplay.client(dump), family);
    sum = new Sum();
    wireGuard.read(WG0, sum);
    if (sum.peers != peers || sum.allowedIps != peers * allowedIps) {
      throw new IllegalStateException("saw " + sum.peers + " peers, " + sum.allowedIps + " IPs");
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    wireGuard.close();
  }

  @Benchmark
  public long read() {
    wireGuard.read(WG0, sum);
    return sum.value;
  }

  private Device device() {
    Device.Builder device = Device.builder(WG0).index(3).listenPort(51820);
    for (int i = 0; i < peers; i++) {
      device.peer(Peer.builder(
              PublicKey.of(ByteBuffer.allocate(32).putInt(0, 1).putInt(28, i).array()))
          .endpoint(new Endpoint(IpAddresses.parse("192.0.2.1"), 1 + i % 65535, 0))
          .rxBytes(i)
          .allowedIps(prefixes(i))
          .build());
    }
    return device.build();
  }

  private List<IpPrefix> prefixes(int peer) {
    List<IpPrefix> prefixes = new ArrayList<>();
    for (int i = 0; i < allowedIps; i++) {
      byte[] address = i % 2 == 0
          ? ByteBuffer.allocate(4).putInt(0x0a000000 + (peer << 8) + i).array()
          : ByteBuffer.allocate(16).putInt(0xfd000000).putInt(peer).putInt(i).array();
      prefixes.add(IpPrefix.host(IpAddresses.of(address)));
    }
    return prefixes;
  }

  /** Uses every number of every peer and allowed IP, and no accessor that makes an object. */
  private static final class Sum implements DeviceVisitor {
    private int peers;
    private int allowedIps;
    private long value;

    @Override
    public void begin(int attempt) {
      peers = 0;
      allowedIps = 0;
      value = 0;
    }

    @Override
    public void peer(PeerView peer) {
      if (!peer.isContinuation()) {
        peers++;
      }
      value += peer.rxBytes() + peer.txBytes() + peer.persistentKeepaliveSeconds();
      value += peer.handshakeSeconds() + peer.handshakeNanos();
      if (peer.hasEndpoint()) {
        value += peer.endpointFamily().number() + peer.endpointPort() + peer.endpointScopeId();
        value += peer.endpointAddressHigh() + peer.endpointAddressLow();
      }
      AllowedIpCursor ips = peer.allowedIps();
      while (ips.next()) {
        allowedIps++;
        value += ips.family().number() + ips.length() + ips.addressHigh() + ips.addressLow();
      }
    }
  }

  /** Runs it in JVMs of its own and prints bytes by size; fails when they grow with it. */
  public static void main(String[] arguments) throws RunnerException {
    Map<String, Double> bytes = new TreeMap<>();
    for (RunResult result : new Runner(new OptionsBuilder()
            .include(VisitorAllocation.class.getSimpleName())
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build())
        .run()) {
      String size = "%6s peers with %s allowed IPs each"
          .formatted(
              result.getParams().getParam("peers"), result.getParams().getParam("allowedIps"));
      double perRead = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
      bytes.put(size, perRead);
      System.out.printf("  %s: %,8.0f bytes allocated per read%n", size, perRead);
    }
    double least = bytes.values().stream().mapToDouble(d -> d).min().orElseThrow();
    double most = bytes.values().stream().mapToDouble(d -> d).max().orElseThrow();
    double perPeer = (most - least) / 9000;
    System.out.printf(
        "  at most %.2f bytes per peer; target: none: %s%n",
        perPeer, perPeer < 1 ? "met" : "MISSED");
    if (perPeer >= 1) {
      System.exit(1);
    }
  }
}

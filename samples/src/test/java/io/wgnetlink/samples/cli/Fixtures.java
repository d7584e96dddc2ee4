package io.wgnetlink.samples.cli;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Two devices, and what wireguard-tools 1.0.20210914 printed for them on Linux 6.12: files beside
 * this class, captured by {@code wg show wg0 dump}, {@code wg show all dump}, {@code wg showconf}
 * and {@code wg show}.
 */
final class Fixtures {
  static final String PRIVATE_KEY = "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY=";
  static final String PUBLIC_KEY = "PXDkSGhl+O+vGlxwce7icc5eNVtTp/fo0SxKKMALzEs=";

  /** The interface that the link-local endpoint was reached by. */
  static final IntFunction<Optional<String>> LINK_NAMES =
      index -> index == 6 ? Optional.of("lower") : Optional.empty();

  private Fixtures() {}

  static Device wg0() {
    return Device.builder(InterfaceName.of("wg0"))
        .privateKey(PrivateKey.parse(PRIVATE_KEY))
        .publicKey(PublicKey.parse(PUBLIC_KEY))
        .listenPort(51820)
        .fwmark(0xca6c)
        .peer(peer("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=")
            .presharedKey(PresharedKey.parse("FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE="))
            .endpoint(Endpoint.parse("192.0.2.1:1234"))
            .persistentKeepalive(Duration.ofSeconds(25))
            .allowedIp(IpPrefix.parse("10.0.0.0/24"))
            .allowedIp(IpPrefix.parse("fd00::/64"))
            .build())
        .peer(peer("TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=")
            .endpoint(Endpoint.parse("[2001:db8::1]:51820"))
            .allowedIp(IpPrefix.parse("10.1.0.1/32"))
            .build())
        .peer(peer("gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=")
            .endpoint(Endpoint.parse("[fe80::1%6]:99"))
            .build())
        .peer(peer("0hqTPrcnNuSGuUEcSvsRWSmYRbKcrrQEfvMGUF4EeQM=")
            .endpoint(Endpoint.parse("[::ffff:127.0.0.1]:7"))
            .persistentKeepalive(Duration.ofSeconds(65535))
            .allowedIp(IpPrefix.parse("::/0"))
            .allowedIp(IpPrefix.parse("0.0.0.0/0"))
            .build())
        .build();
  }

  static Device wg1() {
    return Device.builder(InterfaceName.of("wg1")).listenPort(51821).build();
  }

  static Peer.Builder peer(String key) {
    return Peer.builder(PublicKey.parse(key));
  }

  static String captured(String file) {
    try (InputStream in = Fixtures.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

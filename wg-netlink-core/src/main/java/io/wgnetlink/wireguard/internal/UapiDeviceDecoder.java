package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a device of the lines that answer {@code get=1}.
 *
 * <p>The device's lines come first; {@code public_key} begins a peer, whose lines may come in any
 * order. Keys that are not known here are passed over: daemons add their own. What the protocol
 * leaves out is filled in: the public key of a device is derived from its private key, and a device
 * without one has none. A zero preshared key means none; a handshake on the exact second, with
 * {@code last_handshake_time_nsec=0}, is one.
 *
 * <p>Not thread-safe.
 */
final class UapiDeviceDecoder implements UapiReply.Lines {
  private static final int MAX_PORT = 0xffff;
  private static final int MAX_KEEPALIVE_SECONDS = 0xffff;
  private static final long MAX_U32 = 0xffff_ffffL;
  private static final long MAX_NANOS = 999_999_999;
  private static final long MAX_SECONDS = Instant.MAX.getEpochSecond();

  /** Each scope name costs a request; a device whose peers live on more interfaces is a hoax. */
  private static final int MAX_SCOPE_NAMES = 1024;

  private final Device.Builder device;
  private final ToIntFunction<InterfaceName> interfaceIndex;
  private final Map<String, Integer> scopeIds = new HashMap<>();
  private final List<Runnable> wipes = new ArrayList<>();
  private @Nullable PrivateKey privateKey;
  private @Nullable OpenPeer peer;

  /**
   * Returns a decoder of one reply.
   *
   * @param interfaceIndex the index of an interface that an endpoint's scope names, 0 for none
   */
  UapiDeviceDecoder(InterfaceName name, int index, ToIntFunction<InterfaceName> interfaceIndex) {
    this.device = Device.builder(name).index(index);
    this.interfaceIndex = interfaceIndex;
  }

  /**
   * Decodes a whole reply; the function that everything a daemon says goes through.
   *
   * @return the device; empty when the reply says that the request failed
   * @throws MalformedReplyException when this is no reply, or not all of one
   */
  static Optional<Device> decode(InterfaceName name, byte[] text) {
    UapiDeviceDecoder decoder = new UapiDeviceDecoder(name, 0, scope -> 0);
    UapiReply reply = new UapiReply(decoder);
    ByteBuffer buffer = ByteBuffer.allocate(text.length + 1).put(text);
    try {
      if (!reply.take(buffer)) {
        throw new MalformedReplyException(text.length, "it ends before errno");
      }
      return reply.errno() == 0 ? Optional.of(decoder.decoded()) : Optional.empty();
    } finally {
      decoder.discard();
      Arrays.fill(buffer.array(), (byte) 0);
    }
  }

  @Override
  public void line(UapiLine line) {
    switch (line.key()) {
      case "private_key" -> privateKey(line);
      case "listen_port" -> requireNoPeer(line).listenPort((int) line.number(MAX_PORT));
      case "fwmark" -> requireNoPeer(line).fwmark((int) line.number(MAX_U32));
      case "public_key" -> beginPeer(line);
      case "preshared_key" -> presharedKey(line);
      case "endpoint" -> requirePeer(line).values.endpoint(endpoint(line));
      case "persistent_keepalive_interval" ->
        requirePeer(line)
            .values
            .persistentKeepalive(Duration.ofSeconds(line.number(MAX_KEEPALIVE_SECONDS)));
      case "last_handshake_time_sec" -> requirePeer(line).seconds = line.number(MAX_SECONDS);
      case "last_handshake_time_nsec" -> requirePeer(line).nanos = line.number(MAX_NANOS);
      case "rx_bytes" -> requirePeer(line).values.rxBytes(line.unsigned());
      case "tx_bytes" -> requirePeer(line).values.txBytes(line.unsigned());
      case "allowed_ip" -> requirePeer(line).values.allowedIp(allowedIp(line));
      default -> {}
    }
  }

  /** Returns the device, when the reply is complete; its secrets are the caller's from now on. */
  Device decoded() {
    endPeer();
    if (privateKey != null) {
      device.privateKey(privateKey).publicKey(privateKey.publicKey());
    }
    Device result = device.build();
    wipes.clear();
    return result;
  }

  /** Wipes the secrets, unless they were handed out. */
  void discard() {
    wipes.forEach(Runnable::run);
    wipes.clear();
  }

  private void privateKey(UapiLine line) {
    requireNoPeer(line);
    if (privateKey != null) {
      throw line.malformed("is there twice");
    }
    byte[] bytes = line.hexKey();
    PrivateKey key = PrivateKey.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    if (!key.isZero()) {
      wipes.add(key::close);
      privateKey = key;
    }
  }

  private void presharedKey(UapiLine line) {
    OpenPeer open = requirePeer(line);
    if (open.hasPresharedKey) {
      throw line.malformed("is there twice");
    }
    byte[] bytes = line.hexKey();
    PresharedKey key = PresharedKey.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    if (!key.isZero()) {
      wipes.add(key::close);
      open.hasPresharedKey = true;
      open.values.presharedKey(key);
    }
  }

  private void beginPeer(UapiLine line) {
    endPeer();
    peer = new OpenPeer(PublicKey.of(line.hexKey()));
  }

  private void endPeer() {
    if (peer != null) {
      device.peer(peer.build());
      peer = null;
    }
  }

  private Device.Builder requireNoPeer(UapiLine line) {
    if (peer != null) {
      throw line.malformed("is of the device, and stands among a peer's");
    }
    return device;
  }

  private OpenPeer requirePeer(UapiLine line) {
    if (peer == null) {
      throw line.malformed("is of a peer, and there is none before it");
    }
    return peer;
  }

  private static IpPrefix allowedIp(UapiLine line) {
    return IpPrefix.find(line.value())
        .orElseThrow(() -> line.malformed("is not an address and a prefix length"));
  }

  private Endpoint endpoint(UapiLine line) {
    String text = line.value();
    int percent = text.indexOf('%');
    int bracket = text.lastIndexOf(']');
    boolean scoped = percent >= 0 && percent < bracket;
    String bare = scoped ? text.substring(0, percent) + text.substring(bracket) : text;
    Endpoint endpoint = Endpoint.find(bare).orElseThrow(() -> notAnEndpoint(line));
    if (!scoped) {
      return endpoint;
    }
    if (endpoint.family() == AddressFamily.IPV4) {
      throw notAnEndpoint(line);
    }
    int scopeId = scopeId(line, text.substring(percent + 1, bracket));
    return new Endpoint(endpoint.address(), endpoint.port(), scopeId);
  }

  private static MalformedReplyException notAnEndpoint(UapiLine line) {
    return line.malformed("is not a numeric address and port");
  }

  /** Returns a scope, which daemons write as a number or as the name of an interface. */
  private int scopeId(UapiLine line, String scope) {
    if (scope.matches("[0-9]{1,10}") && Long.parseLong(scope) <= MAX_U32) {
      return Integer.parseUnsignedInt(scope);
    }
    if (scopeIds.size() == MAX_SCOPE_NAMES && !scopeIds.containsKey(scope)) {
      throw line.malformed("is on one interface too many");
    }
    InterfaceName name = InterfaceName.find(scope).orElseThrow(() -> notAnEndpoint(line));
    return scopeIds.computeIfAbsent(scope, absent -> interfaceIndex.applyAsInt(name));
  }

  /** The peer whose lines are being read. */
  private static final class OpenPeer {
    final Peer.Builder values;
    boolean hasPresharedKey;
    long seconds;
    long nanos;

    OpenPeer(PublicKey key) {
      values = Peer.builder(key);
    }

    Peer build() {
      if (seconds != 0 || nanos != 0) {
        values.latestHandshake(Instant.ofEpochSecond(seconds, nanos));
      }
      return values.build();
    }
  }
}

package io.wgnetlink.wireguard;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Values seen through the interfaces of the visitor, for {@link Device#accept}. */
final class ValueViews {
  private ValueViews() {}

  private static long bits(InetAddress address, int from, int to) {
    byte[] bytes = address.getAddress();
    long value = 0;
    for (int i = from; i < to; i++) {
      value = (value << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return value;
  }

  private static long high(InetAddress address) {
    return AddressFamily.of(address) == AddressFamily.IPV4 ? 0 : bits(address, 0, 8);
  }

  private static long low(InetAddress address) {
    return AddressFamily.of(address) == AddressFamily.IPV4
        ? bits(address, 0, 4)
        : bits(address, 8, 16);
  }

  record OfDevice(Device device) implements DeviceView {
    @Override
    public int index() {
      return device.index();
    }

    @Override
    public InterfaceName name() {
      return device.name();
    }

    @Override
    public Optional<PrivateKey> privateKey() {
      return device.privateKey().map(key -> PrivateKey.of(key.bytes()));
    }

    @Override
    public Optional<PublicKey> publicKey() {
      return device.publicKey();
    }

    @Override
    public int listenPort() {
      return device.listenPort();
    }

    @Override
    public int fwmark() {
      return device.fwmark();
    }

    @Override
    public List<UnknownAttribute> unknownAttributes() {
      return device.unknownAttributes();
    }
  }

  record OfPeer(Peer peer) implements PeerView {
    @Override
    public boolean isContinuation() {
      return false;
    }

    @Override
    public boolean hasPublicKey(PublicKey key) {
      return peer.publicKey().equals(key);
    }

    @Override
    public void copyPublicKey(byte[] into, int offset) {
      System.arraycopy(peer.publicKey().bytes(), 0, into, offset, PublicKey.BYTES);
    }

    @Override
    public PublicKey publicKey() {
      return peer.publicKey();
    }

    @Override
    public Optional<PresharedKey> presharedKey() {
      return peer.presharedKey().map(key -> PresharedKey.of(key.bytes()));
    }

    @Override
    public boolean hasEndpoint() {
      return peer.endpoint().isPresent();
    }

    @Override
    public AddressFamily endpointFamily() {
      return requireEndpoint().family();
    }

    @Override
    public long endpointAddressHigh() {
      return high(requireEndpoint().address());
    }

    @Override
    public long endpointAddressLow() {
      return low(requireEndpoint().address());
    }

    @Override
    public int endpointPort() {
      return requireEndpoint().port();
    }

    @Override
    public int endpointScopeId() {
      return requireEndpoint().scopeId();
    }

    @Override
    public Optional<Endpoint> endpoint() {
      return peer.endpoint();
    }

    @Override
    public int persistentKeepaliveSeconds() {
      return (int)
          peer.persistentKeepalive().map(Duration::toSeconds).orElse(0L).longValue();
    }

    @Override
    public long handshakeSeconds() {
      return peer.latestHandshake().map(Instant::getEpochSecond).orElse(0L);
    }

    @Override
    public int handshakeNanos() {
      return peer.latestHandshake().map(Instant::getNano).orElse(0);
    }

    @Override
    public long rxBytes() {
      return peer.rxBytes();
    }

    @Override
    public long txBytes() {
      return peer.txBytes();
    }

    @Override
    public AllowedIpCursor allowedIps() {
      return new OverAllowedIps(peer.allowedIps());
    }

    @Override
    public List<UnknownAttribute> unknownAttributes() {
      return peer.unknownAttributes();
    }

    private Endpoint requireEndpoint() {
      return peer.endpoint().orElseThrow(() -> new IllegalStateException("no endpoint"));
    }
  }

  private static final class OverAllowedIps implements AllowedIpCursor {
    private final List<IpPrefix> prefixes;
    private int at = -1;

    OverAllowedIps(List<IpPrefix> prefixes) {
      this.prefixes = prefixes;
    }

    @Override
    public boolean next() {
      return ++at < prefixes.size();
    }

    @Override
    public AddressFamily family() {
      return prefix().family();
    }

    @Override
    public int length() {
      return prefix().length();
    }

    @Override
    public long addressHigh() {
      return high(prefix().address());
    }

    @Override
    public long addressLow() {
      return low(prefix().address());
    }

    @Override
    public IpPrefix prefix() {
      return prefixes.get(at);
    }
  }
}

package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.wireguard.AllowedIpCursor;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerView;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One peer in one message, read where it is. Positioning it reads the numbers and finds the rest;
 * what is malformed shows there, but for the allowed IPs, which are checked as they are walked.
 */
final class PeerFlyweight implements PeerView {
  private static final int ABSENT = -1;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** {@code WGPEER_A_UNSPEC}: padding before 64-bit numbers on some architectures. */
  private static final int PADDING = 0;

  private final AttributeCursor<WgPeerAttribute> fields =
      new AttributeCursor<>(WgPeerAttribute.TABLE);
  private final AllowedIpFlyweight allowedIps = new AllowedIpFlyweight();

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int from;
  private int to;
  private boolean continuation;
  private boolean hasUnknown;
  private boolean hasState;
  private int publicKeyAt;
  private int presharedKeyAt;
  private int endpointAt;
  private @Nullable AddressFamily endpointFamily;
  private int persistentKeepalive;
  private long handshakeSeconds;
  private int handshakeNanos;
  private long rxBytes;
  private long txBytes;
  private boolean hasAllowedIpList;
  private int allowedIpsFrom;
  private int allowedIpsTo;

  /** Positions the view over the peer that is the cursor's current attribute. */
  PeerFlyweight inside(AttributeCursor<?> element) {
    forget();
    buffer = element.buffer();
    from = element.payload();
    to = from + element.payloadLength();
    fields.inside(element);
    while (fields.next()) {
      if (fields.isUnknown()) {
        hasUnknown |= fields.type() != PADDING;
      } else {
        take(fields.attribute());
      }
    }
    if (publicKeyAt == ABSENT) {
      throw new MalformedMessageException(from, "peer without WGPEER_A_PUBLIC_KEY");
    }
    return this;
  }

  void continuation(boolean value) {
    continuation = value;
  }

  private void forget() {
    continuation = false;
    hasUnknown = false;
    hasState = false;
    publicKeyAt = ABSENT;
    presharedKeyAt = ABSENT;
    endpointAt = ABSENT;
    endpointFamily = null;
    persistentKeepalive = 0;
    handshakeSeconds = 0;
    handshakeNanos = 0;
    rxBytes = 0;
    txBytes = 0;
    hasAllowedIpList = false;
    allowedIpsFrom = 0;
    allowedIpsTo = 0;
  }

  private void take(WgPeerAttribute attribute) {
    hasState |= attribute != WgPeerAttribute.WGPEER_A_PUBLIC_KEY
        && attribute != WgPeerAttribute.WGPEER_A_ALLOWEDIPS;
    switch (attribute) {
      case WGPEER_A_PUBLIC_KEY -> publicKeyAt = fields.payload();
      case WGPEER_A_PRESHARED_KEY -> {
        wipe(); // an earlier one in the same peer
        presharedKeyAt = fields.payload();
      }
      case WGPEER_A_ENDPOINT -> takeEndpoint();
      case WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL -> persistentKeepalive = fields.u16();
      case WGPEER_A_LAST_HANDSHAKE_TIME -> takeHandshake();
      case WGPEER_A_RX_BYTES -> rxBytes = fields.u64();
      case WGPEER_A_TX_BYTES -> txBytes = fields.u64();
      case WGPEER_A_ALLOWEDIPS -> takeAllowedIps();
      case WGPEER_A_FLAGS, WGPEER_A_PROTOCOL_VERSION -> {}
    }
  }

  private void takeAllowedIps() {
    if (hasAllowedIpList) {
      throw new MalformedMessageException(fields.payload(), "WGPEER_A_ALLOWEDIPS twice");
    }
    hasAllowedIpList = true;
    allowedIpsFrom = fields.payload();
    allowedIpsTo = allowedIpsFrom + fields.payloadLength();
  }

  private void takeEndpoint() {
    endpointAt = fields.payload();
    int family = Short.toUnsignedInt(buffer.getShort(endpointAt));
    if (family == AddressFamily.IPV4.number()) {
      endpointFamily = AddressFamily.IPV4;
    } else if (family == AddressFamily.IPV6.number()
        && fields.payloadLength() >= Ipv6SocketAddress.LENGTH) {
      endpointFamily = AddressFamily.IPV6;
    } else {
      throw new MalformedMessageException(
          endpointAt,
          "WGPEER_A_ENDPOINT of family " + family + " with " + fields.payloadLength() + " bytes");
    }
  }

  private void takeHandshake() {
    int at = fields.payload();
    handshakeSeconds = Timespec.seconds(buffer, at, fields.payloadLength());
    long nanos = Timespec.nanos(buffer, at, fields.payloadLength());
    if (nanos < 0
        || nanos >= NANOS_PER_SECOND
        || handshakeSeconds < 0
        || handshakeSeconds > Instant.MAX.getEpochSecond()) {
      throw new MalformedMessageException(
          at, "WGPEER_A_LAST_HANDSHAKE_TIME of " + handshakeSeconds + " s and " + nanos + " ns");
    }
    handshakeNanos = (int) nanos;
  }

  /** Returns whether the kernel says anything of the peer but its key and allowed IPs. */
  boolean hasState() {
    return hasState;
  }

  /** Returns whether there is a list of allowed IPs, be it empty. */
  boolean hasAllowedIpList() {
    return hasAllowedIpList;
  }

  /** Overwrites the preshared key in the buffer. */
  void wipe() {
    if (presharedKeyAt != ABSENT) {
      for (int i = 0; i < PresharedKey.BYTES; i += Long.BYTES) {
        buffer.putLong(presharedKeyAt + i, 0);
      }
    }
  }

  boolean hasPublicKey(byte[] key) {
    for (int i = 0; i < PublicKey.BYTES; i++) {
      if (buffer.get(publicKeyAt + i) != key[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean isContinuation() {
    return continuation;
  }

  @Override
  public boolean hasPublicKey(PublicKey key) {
    return key.isAt(buffer, publicKeyAt);
  }

  @Override
  public void copyPublicKey(byte[] into, int offset) {
    buffer.get(publicKeyAt, into, offset, PublicKey.BYTES);
  }

  @Override
  public PublicKey publicKey() {
    return PublicKey.of(buffer, publicKeyAt);
  }

  @Override
  public Optional<PresharedKey> presharedKey() {
    if (!hasPresharedKey()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[PresharedKey.BYTES];
    buffer.get(presharedKeyAt, bytes);
    PresharedKey key = PresharedKey.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    return Optional.of(key);
  }

  /** The kernel says zeros when there is none. */
  private boolean hasPresharedKey() {
    long bits = 0;
    for (int i = 0; presharedKeyAt != ABSENT && i < PresharedKey.BYTES; i += Long.BYTES) {
      bits |= buffer.getLong(presharedKeyAt + i);
    }
    return bits != 0;
  }

  @Override
  public boolean hasEndpoint() {
    return endpointFamily != null;
  }

  @Override
  public AddressFamily endpointFamily() {
    if (endpointFamily == null) {
      throw new IllegalStateException("the peer has no endpoint");
    }
    return endpointFamily;
  }

  private boolean isEndpointIpv4() {
    return endpointFamily() == AddressFamily.IPV4;
  }

  @Override
  public long endpointAddressHigh() {
    return isEndpointIpv4() ? 0 : Ipv6SocketAddress.addressHigh(buffer, endpointAt);
  }

  @Override
  public long endpointAddressLow() {
    return isEndpointIpv4()
        ? Ipv4SocketAddress.address(buffer, endpointAt)
        : Ipv6SocketAddress.addressLow(buffer, endpointAt);
  }

  @Override
  public int endpointPort() {
    return isEndpointIpv4()
        ? Ipv4SocketAddress.port(buffer, endpointAt)
        : Ipv6SocketAddress.port(buffer, endpointAt);
  }

  @Override
  public int endpointScopeId() {
    return isEndpointIpv4() ? 0 : Ipv6SocketAddress.scopeId(buffer, endpointAt);
  }

  @Override
  public Optional<Endpoint> endpoint() {
    if (!hasEndpoint()) {
      return Optional.empty();
    }
    return Optional.of(
        isEndpointIpv4()
            ? Ipv4SocketAddress.decode(buffer, endpointAt)
            : Ipv6SocketAddress.decode(buffer, endpointAt));
  }

  @Override
  public int persistentKeepaliveSeconds() {
    return persistentKeepalive;
  }

  @Override
  public long handshakeSeconds() {
    return handshakeSeconds;
  }

  @Override
  public int handshakeNanos() {
    return handshakeNanos;
  }

  @Override
  public long rxBytes() {
    return rxBytes;
  }

  @Override
  public long txBytes() {
    return txBytes;
  }

  @Override
  public AllowedIpCursor allowedIps() {
    return allowedIps.over(buffer, allowedIpsFrom, allowedIpsTo);
  }

  @Override
  public List<UnknownAttribute> unknownAttributes() {
    if (!hasUnknown) {
      return List.of();
    }
    List<UnknownAttribute> unknown = new ArrayList<>();
    fields.over(buffer, from, to);
    while (fields.next()) {
      if (fields.isUnknown() && fields.type() != PADDING) {
        unknown.add(fields.copy());
      }
    }
    return unknown;
  }
}

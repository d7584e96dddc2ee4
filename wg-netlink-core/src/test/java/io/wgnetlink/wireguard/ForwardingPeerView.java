package io.wgnetlink.wireguard;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.List;
import java.util.Optional;

/** A view that a test changes in one point. */
class ForwardingPeerView implements PeerView {
  private final PeerView view;

  ForwardingPeerView(PeerView view) {
    this.view = view;
  }

  @Override
  public boolean isContinuation() {
    return view.isContinuation();
  }

  @Override
  public boolean hasPublicKey(PublicKey key) {
    return view.hasPublicKey(key);
  }

  @Override
  public void copyPublicKey(byte[] into, int offset) {
    view.copyPublicKey(into, offset);
  }

  @Override
  public PublicKey publicKey() {
    return view.publicKey();
  }

  @Override
  public Optional<PresharedKey> presharedKey() {
    return view.presharedKey();
  }

  @Override
  public boolean hasEndpoint() {
    return view.hasEndpoint();
  }

  @Override
  public AddressFamily endpointFamily() {
    return view.endpointFamily();
  }

  @Override
  public long endpointAddressHigh() {
    return view.endpointAddressHigh();
  }

  @Override
  public long endpointAddressLow() {
    return view.endpointAddressLow();
  }

  @Override
  public int endpointPort() {
    return view.endpointPort();
  }

  @Override
  public int endpointScopeId() {
    return view.endpointScopeId();
  }

  @Override
  public Optional<Endpoint> endpoint() {
    return view.endpoint();
  }

  @Override
  public int persistentKeepaliveSeconds() {
    return view.persistentKeepaliveSeconds();
  }

  @Override
  public long handshakeSeconds() {
    return view.handshakeSeconds();
  }

  @Override
  public int handshakeNanos() {
    return view.handshakeNanos();
  }

  @Override
  public long rxBytes() {
    return view.rxBytes();
  }

  @Override
  public long txBytes() {
    return view.txBytes();
  }

  @Override
  public AllowedIpCursor allowedIps() {
    return view.allowedIps();
  }

  @Override
  public List<UnknownAttribute> unknownAttributes() {
    return view.unknownAttributes();
  }
}

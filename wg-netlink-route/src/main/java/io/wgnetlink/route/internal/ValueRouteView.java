package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteView;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** A view of a route that is a value already. */
public record ValueRouteView(Route toRoute) implements RouteView {
  @Override
  public AddressFamily family() {
    return toRoute.family();
  }

  @Override
  public long destinationHigh() {
    return high(toRoute.destination().address());
  }

  @Override
  public long destinationLow() {
    return low(toRoute.destination().address());
  }

  @Override
  public int destinationLength() {
    return toRoute.destination().length();
  }

  @Override
  public boolean hasSource() {
    return toRoute.source().isPresent();
  }

  @Override
  public int type() {
    return toRoute.type().number();
  }

  @Override
  public int table() {
    return toRoute.table();
  }

  @Override
  public int protocol() {
    return toRoute.protocol();
  }

  @Override
  public int scope() {
    return toRoute.scope();
  }

  @Override
  public int tos() {
    return toRoute.tos();
  }

  @Override
  public int metric() {
    return toRoute.metric();
  }

  @Override
  public int oif() {
    return toRoute.oif().orElse(0);
  }

  @Override
  public boolean hasGateway() {
    return toRoute.gateway().isPresent();
  }

  @Override
  public AddressFamily gatewayFamily() {
    return AddressFamily.of(gateway());
  }

  @Override
  public long gatewayHigh() {
    return high(gateway());
  }

  @Override
  public long gatewayLow() {
    return low(gateway());
  }

  private InetAddress gateway() {
    return toRoute
        .gateway()
        .orElseThrow(() -> new IllegalStateException("the route has no router"));
  }

  @Override
  public boolean hasNexthops() {
    return !toRoute.nexthops().isEmpty();
  }

  @Override
  public int nexthopId() {
    return toRoute.nexthopId().orElse(0);
  }

  @Override
  public int realms() {
    return toRoute.realms();
  }

  @Override
  public int flags() {
    return toRoute.flags();
  }

  private static long high(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == Integer.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
  }

  private static long low(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.capacity() == Integer.BYTES
        ? Integer.toUnsignedLong(bytes.getInt())
        : bytes.getLong(Long.BYTES);
  }
}

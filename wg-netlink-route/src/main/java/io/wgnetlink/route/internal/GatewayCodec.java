package io.wgnetlink.route.internal;

import static io.wgnetlink.route.internal.RouteAttribute.RTA_GATEWAY;
import static io.wgnetlink.route.internal.RouteAttribute.RTA_VIA;

import io.wgnetlink.link.internal.Payloads;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * Codec of a gateway: {@code RTA_GATEWAY} holds the address alone when it is of the route's own
 * family, else {@code RTA_VIA} holds {@code struct rtvia}, {@code uapi/linux/rtnetlink.h}; the
 * family in host byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |         rtvia_family          |        rtvia_addr ...         |
 * +-------------------------------+-------------------------------+
 * </pre>
 */
public final class GatewayCodec {
  private static final int RTVIA_FAMILY = 0;
  static final int RTVIA_ADDR = 2;

  private GatewayCodec() {}

  public static void encode(MessageWriter w, InetAddress gateway, AddressFamily routeFamily) {
    byte[] address = gateway.getAddress();
    AddressFamily family = AddressFamily.of(gateway);
    if (family == routeFamily) {
      w.putBytes(RTA_GATEWAY, address);
      return;
    }
    int at = w.putStructure(RTA_VIA, RTVIA_ADDR + address.length);
    w.buffer().putShort(at + RTVIA_FAMILY, (short) family.number());
    w.buffer().put(at + RTVIA_ADDR, address);
  }

  /** Reads the current attribute, which is one of the two. */
  static InetAddress decode(AttributeCursor<RouteAttribute> cursor, AddressFamily routeFamily) {
    if (cursor.attribute() == RTA_GATEWAY) {
      return Payloads.address(cursor, routeFamily);
    }
    int family = cursor.u16();
    for (AddressFamily known : AddressFamily.values()) {
      if (known.number() == family && cursor.payloadLength() >= RTVIA_ADDR + known.bytes()) {
        return IpAddresses.of(
            Arrays.copyOfRange(cursor.bytes(), RTVIA_ADDR, RTVIA_ADDR + known.bytes()));
      }
    }
    throw new MalformedMessageException(
        cursor.payload(),
        "RTA_VIA of family " + family + " with " + cursor.payloadLength() + " bytes");
  }
}

package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.wireguard.AllowedIpCursor;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** The allowed IPs of one peer in one message, read where they are. */
final class AllowedIpFlyweight implements AllowedIpCursor {
  private final AttributeCursor<?> list = AttributeCursor.ofElements();
  private final AttributeCursor<WgAllowedIpAttribute> fields =
      new AttributeCursor<>(WgAllowedIpAttribute.TABLE);

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private AddressFamily family = AddressFamily.IPV4;
  private int addressAt;
  private int addressLength;
  private int length;

  /** Positions the cursor before the first element of the list in {@code [from, to)}. */
  AllowedIpFlyweight over(ByteBuffer bytes, int from, int to) {
    buffer = bytes;
    list.over(bytes, from, to);
    return this;
  }

  @Override
  public boolean next() {
    if (!list.next()) {
      return false;
    }
    int number = -1;
    addressAt = -1;
    length = -1;
    fields.inside(list);
    while (fields.next()) {
      if (fields.isUnknown()) {
        continue;
      }
      switch (fields.attribute()) {
        case WGALLOWEDIP_A_FAMILY -> number = fields.u16();
        case WGALLOWEDIP_A_IPADDR -> {
          addressAt = fields.payload();
          addressLength = fields.payloadLength();
        }
        case WGALLOWEDIP_A_CIDR_MASK -> length = fields.u8();
        case WGALLOWEDIP_A_FLAGS -> {}
      }
    }
    check(number);
    return true;
  }

  private void check(int number) {
    if (number == AddressFamily.IPV4.number()) {
      family = AddressFamily.IPV4;
    } else if (number == AddressFamily.IPV6.number()) {
      family = AddressFamily.IPV6;
    } else {
      throw malformed("address family " + number);
    }
    if (addressAt < 0 || addressLength < family.bytes()) {
      throw malformed("no " + family + " address");
    }
    if (length < 0 || length > family.bits()) {
      throw malformed(family + " prefix length " + length);
    }
  }

  private MalformedMessageException malformed(String what) {
    return new MalformedMessageException(list.payload(), "allowed IP with " + what);
  }

  @Override
  public AddressFamily family() {
    return family;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public long addressHigh() {
    return family == AddressFamily.IPV4 ? 0 : NetworkOrder.u64(buffer, addressAt);
  }

  @Override
  public long addressLow() {
    return family == AddressFamily.IPV4
        ? NetworkOrder.u32(buffer, addressAt)
        : NetworkOrder.u64(buffer, addressAt + Long.BYTES);
  }

  @Override
  public boolean is(IpPrefix other) {
    return length == other.length() && family == other.family() && isAt(other.address());
  }

  private boolean isAt(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      if (buffer.get(addressAt + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public IpPrefix prefix() {
    return new IpPrefix(NetworkOrder.address(buffer, addressAt, family.bytes()), length);
  }
}

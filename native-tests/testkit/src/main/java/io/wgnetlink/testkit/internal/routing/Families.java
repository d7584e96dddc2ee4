package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.MessageReader;

/** The family that a request is about: the first byte behind the header of all of rtnetlink. */
final class Families {
  private Families() {}

  static int of(MessageReader request) {
    return Byte.toUnsignedInt(request.buffer().get(request.payload(1)));
  }

  static boolean isAsked(int number, AddressFamily family) {
    return number == 0 || number == family.number();
  }
}

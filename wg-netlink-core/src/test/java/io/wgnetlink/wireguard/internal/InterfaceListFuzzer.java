package io.wgnetlink.wireguard.internal;

import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageReader;

/** Fuzz target: the list of interfaces, from the message header of each link on. */
public final class InterfaceListFuzzer {
  private InterfaceListFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
      InterfaceList list = new InterfaceList("wireguard");
      list.begin(1);
      MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
      while (message.next()) {
        int before = list.links().size();
        list.message(message);
        if (list.links().size() > before + 1) {
          throw new AssertionError("two interfaces of one message");
        }
      }
      return list.links().stream().map(Link::interfaceName).toList();
    });
  }
}

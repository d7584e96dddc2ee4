package io.wgnetlink.link.internal;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.netlink.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: messages about addresses, from their message headers on. An address that was read
 * can be written, and reads the same again.
 */
public final class AddressFuzzer {
  private AddressFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
          List<InterfaceAddress> addresses = new ArrayList<>();
          MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
          while (message.next()) {
            AddressMessages.isAddress(message);
            AddressMessages.index(message);
            addresses.add(AddressMessages.decode(message));
          }
          return addresses;
        })
        .ifPresent(addresses -> addresses.forEach(AddressFuzzer::checkAgain));
  }

  private static void checkAgain(InterfaceAddress address) {
    byte[] written = Capture.change(AddressMessages.add(1, address));
    InterfaceAddress again = AddressMessages.decode(Capture.reader(written));
    if (!again.equals(address)) {
      throw new AssertionError(address + " was read back as " + again);
    }
  }
}

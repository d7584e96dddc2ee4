package io.wgnetlink.nftables;

import io.wgnetlink.nftables.internal.NfMessage;
import java.nio.charset.StandardCharsets;

/** What the kernel takes as a name. */
final class Names {
  private Names() {}

  static void require(String what, String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > NfMessage.MAX_NAME || name.indexOf(0) >= 0) {
      throw new IllegalArgumentException("the name of a " + what + " has 1 to " + NfMessage.MAX_NAME
          + " bytes, none of them 0; '" + name + "' does not");
    }
  }
}

package io.wgnetlink.netlink.internal.libc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The numbers of network interfaces. The JDK knows of those only that have an address, and
 * {@code /sys/class/net} shows another namespace than the calling thread's.
 */
public final class InterfaceNumbers {
  private InterfaceNumbers() {}

  /**
   * Returns the index of an interface of the calling thread's network namespace
   * ({@code if_nametoindex(3)}); empty when there is none with this name, and where the native
   * calls cannot work.
   */
  public static OptionalInt of(String interfaceName) {
    if (HostPlatform.CURRENT.refusal().isPresent()) {
      return OptionalInt.empty();
    }
    byte[] text = interfaceName.getBytes(StandardCharsets.UTF_8);
    ByteBuffer name = LibC.allocate(text.length + 1).put(0, text);
    int index = LibC.if_nametoindex(name);
    return index == 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }
}

package io.wgnetlink.netlink.internal.libc;

import io.wgnetlink.netlink.internal.SystemCallException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes files of {@code /proc/sys}, which give and take their value in one call. What is
 * below {@code net} there is of the calling thread's network namespace.
 */
public final class SysctlFile {
  /** The longest settings are lists of ports, of some kilobytes. */
  private static final int MAX_BYTES = 64 * 1024;

  private static final int EOVERFLOW = 75;

  private SysctlFile() {}

  public static String read(String path) {
    try (Descriptor file = Descriptor.open(path)) {
      ByteBuffer text = LibC.allocate(MAX_BYTES);
      int length = LibC.check("read " + path, (int) LibC.read(file.number(), text));
      if (length == MAX_BYTES) {
        throw new SystemCallException("read " + path, EOVERFLOW);
      }
      byte[] bytes = new byte[length];
      text.get(0, bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** The end of the line is what an empty list of ports consists of. */
  public static void write(String path, String value) {
    byte[] bytes = (value + "\n").getBytes(StandardCharsets.UTF_8);
    try (Descriptor file = Descriptor.openForWriting(path)) {
      ByteBuffer text = LibC.allocate(bytes.length).put(0, bytes);
      int unused = LibC.check("write " + path, (int) LibC.write(file.number(), text));
    }
  }
}

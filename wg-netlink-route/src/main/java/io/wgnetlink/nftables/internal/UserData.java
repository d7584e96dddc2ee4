package io.wgnetlink.nftables.internal;

import io.wgnetlink.netlink.wire.AttributeCursor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Codec of what user space keeps at tables and rules: a convention of libnftnl
 * ({@code libnftnl/udata.h}), which the kernel does not look at.
 *
 * <pre>
 * +----------+------------+----------------------+---
 * | type (8) | length (8) | length bytes         | ...
 * +----------+------------+----------------------+---
 * </pre>
 *
 * <p>Type 0 of both is a comment, which ends with a NUL byte. What is no such list is somebody
 * else's, and has no comment.
 */
final class UserData {
  private static final int COMMENT = 0;
  private static final int HEADER = 2;

  private UserData() {}

  static byte[] ofComment(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.write(COMMENT);
    data.write(bytes.length + 1);
    data.writeBytes(bytes);
    data.write(0);
    return data.toByteArray();
  }

  static Optional<String> comment(AttributeCursor<?> cursor) {
    byte[] data = cursor.bytes();
    for (int at = 0; at + HEADER <= data.length; ) {
      int length = Byte.toUnsignedInt(data[at + 1]);
      int end = at + HEADER + length;
      if (end > data.length) {
        return Optional.empty();
      }
      if (data[at] == COMMENT && length > 1 && data[end - 1] == 0) {
        String text = new String(data, at + HEADER, length - 1, StandardCharsets.UTF_8);
        return isComment(text) ? Optional.of(text) : Optional.empty();
      }
      at = end;
    }
    return Optional.empty();
  }

  /** Bytes that are no text, or more of it than can be written, are no comment. */
  private static boolean isComment(String text) {
    return text.indexOf(0) < 0
        && text.indexOf('\ufffd') < 0
        && text.getBytes(StandardCharsets.UTF_8).length < 128;
  }
}

package io.wgnetlink.netlink.internal.libc;

import java.nio.ByteBuffer;

/**
 * Echo requests and replies of ICMP and ICMPv6, {@code uapi/linux/icmp.h} and {@code icmpv6.h} (RFC
 * 792, RFC 4443), in network byte order:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     type      |   code = 0    |           checksum            |
 * +---------------+---------------+-------------------------------+
 * |          identifier           |           sequence            |
 * +-------------------------------+-------------------------------+
 * |                            cookie                             |
 * |                                                               |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * The cookie is another one for each socket; a reply without it is somebody else's.
 *
 * @param ipv6 which of the two; the kernel makes the checksum of the second
 * @param raw whether the socket is a raw one: then the identifier is ours, and what is received
 *     over IPv4 begins with the IP header
 * @param cookie what our replies hold; its last two bytes are the identifier of a raw socket
 */
record EchoMessage(boolean ipv6, boolean raw, long cookie) {
  static final int TYPE = 0;
  static final int CHECKSUM = 2;
  static final int IDENTIFIER = 4;
  static final int SEQUENCE = 6;
  static final int COOKIE = 8;
  static final int BYTES = 16;

  private static final int ECHO_REQUEST = 8;
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REQUEST_6 = 128;
  private static final int ECHO_REPLY_6 = 129;

  /** Writes a request of {@link #BYTES} bytes at the start of a big-endian buffer. */
  void encode(ByteBuffer message, int sequence) {
    message.putLong(0, 0).putLong(COOKIE, cookie);
    message.put(TYPE, (byte) (ipv6 ? ECHO_REQUEST_6 : ECHO_REQUEST));
    message.putShort(IDENTIFIER, (short) cookie).putShort(SEQUENCE, (short) sequence);
    if (!ipv6) {
      message.putShort(CHECKSUM, (short) checksum(message, BYTES));
    }
  }

  /** The Internet checksum, RFC 1071, of an even number of bytes. */
  static int checksum(ByteBuffer message, int length) {
    int sum = 0;
    for (int i = 0; i < length; i += 2) {
      sum += message.getShort(i) & 0xffff;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~sum & 0xffff;
  }

  /** Returns the sequence of our reply in a big-endian buffer, or -1 when it is something else. */
  int replyIn(ByteBuffer message, int length) {
    int at = 0;
    if (raw && !ipv6) {
      // struct iphdr: the length of the header, in words, is in the lower half of its first byte.
      at = length > 0 ? (message.get(0) & 0xf) * 4 : 0;
    }
    if (length < at + BYTES
        || (message.get(at + TYPE) & 0xff) != (ipv6 ? ECHO_REPLY_6 : ECHO_REPLY)
        || message.getLong(at + COOKIE) != cookie) {
      return -1;
    }
    boolean ours = !raw || message.getShort(at + IDENTIFIER) == (short) cookie;
    return ours ? message.getShort(at + SEQUENCE) & 0xffff : -1;
  }
}

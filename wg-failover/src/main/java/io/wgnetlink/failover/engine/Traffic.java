package io.wgnetlink.failover.engine;

/**
 * What the growth of a byte counter says about the messages in it.
 *
 * <p>The kernel counts authenticated messages whole ({@code drivers/net/wireguard/messages.h}):
 *
 * <pre>
 *   handshake initiation  148 bytes =  4 (mod 16)
 *   handshake response     92 bytes = 12 (mod 16)
 *   keepalive              32 bytes =  0 (mod 16)
 *   data                   32 + the packet padded to 16; at least 64 bytes =  0 (mod 16)
 * </pre>
 *
 * So the remainder tells handshake messages from the rest, as long as a reading holds no more than
 * one initiation and one response of each side; WireGuard waits 5 s between initiations
 * ({@code REKEY_TIMEOUT}), and readings are closer than that. An initiation and a response together
 * add to 0 (mod 16) and look like data: such a reading comes with a changed handshake, or with the
 * next retry.
 */
final class Traffic {
  static final int INITIATION = 148;
  static final int RESPONSE = 92;
  static final int KEEPALIVE = 32;

  private Traffic() {}

  /** Returns whether a handshake initiation is among these bytes. */
  static boolean holdsInitiation(long bytes) {
    return switch ((int) (bytes % 16)) {
      case 4 -> bytes >= INITIATION;
      case 8 -> bytes >= 2 * INITIATION;
      default -> false;
    };
  }

  /** Returns the bytes of keepalives and data among these bytes. */
  static long transport(long bytes) {
    long rest = switch ((int) (bytes % 16)) {
      case 4 -> bytes - INITIATION;
      case 8 -> bytes - (bytes >= 2 * INITIATION ? 2 * INITIATION : 2 * RESPONSE);
      case 12 -> bytes - RESPONSE;
      default -> bytes;
    };
    return Math.max(0, rest);
  }

  /** Returns whether data, more than a single keepalive, is among these bytes. */
  static boolean holdsData(long bytes) {
    return transport(bytes) > KEEPALIVE;
  }
}

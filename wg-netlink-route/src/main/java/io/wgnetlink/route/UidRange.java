package io.wgnetlink.route;

/**
 * The users whose packets a rule selects, by number, as the client's user namespace has them.
 * Immutable.
 *
 * @param first the first user, unsigned
 * @param last the last user, unsigned; the kernel refuses 4294967295
 */
public record UidRange(int first, int last) {
  /** Returns just this user. */
  public static UidRange of(int uid) {
    return new UidRange(uid, uid);
  }

  /** Returns {@code FIRST-LAST}, as {@code ip rule} prints it. */
  @Override
  public String toString() {
    return Integer.toUnsignedString(first) + "-" + Integer.toUnsignedString(last);
  }
}

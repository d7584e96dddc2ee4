package io.wgnetlink.nftables;

import java.time.Duration;
import java.util.Optional;

/**
 * A set that rules look values up in. Immutable.
 *
 * @param id what names it
 * @param type what its elements are
 * @param flags {@code NFT_SET_*}: {@link #CONSTANT}, {@link #INTERVAL}, {@link #HAS_TIMEOUT}
 * @param timeout how long elements live that do not say it themselves, whole milliseconds; only
 *     with {@link #HAS_TIMEOUT}
 * @param handle the kernel's number of it; 0 of a new one
 */
public record NamedSet(SetId id, KeyType type, int flags, Optional<Duration> timeout, long handle) {
  /** Made by a rule, and gone with it. */
  public static final int ANONYMOUS = 0x1;

  /** Its elements cannot be changed while a rule uses it. */
  public static final int CONSTANT = 0x2;

  /** Its elements are the beginnings and ends of intervals. */
  public static final int INTERVAL = 0x4;

  /** A map: looking up yields a value. */
  public static final int MAP = 0x8;

  /** Its elements may have a timeout. */
  public static final int HAS_TIMEOUT = 0x10;

  /** Returns a new set whose elements may have a timeout. */
  public static NamedSet timed(SetId id, KeyType type) {
    return new NamedSet(id, type, HAS_TIMEOUT, Optional.empty(), 0);
  }

  /** Returns a new set of intervals. */
  public static NamedSet intervals(SetId id, KeyType type) {
    return new NamedSet(id, type, INTERVAL, Optional.empty(), 0);
  }
}

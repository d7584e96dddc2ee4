package io.wgnetlink.nftables;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A table. Immutable.
 *
 * @param id what names it
 * @param flags {@code NFT_TABLE_F_*}: {@link #DORMANT}, {@link #OWNER}, {@link #PERSIST}
 * @param comment what was written to it for people; the kernel keeps it (Linux 5.10)
 * @param handle the kernel's number of it; 0 of a new one
 * @param owner port id of the socket that owns it; only as read (Linux 5.12)
 */
public record Table(
    TableId id, int flags, Optional<String> comment, long handle, OptionalInt owner) {
  /** Its chains see no packets. */
  public static final int DORMANT = 0x1;

  /**
   * Belongs to the socket that made it: others cannot change it, and it goes when that is closed
   * (Linux 5.12).
   */
  public static final int OWNER = 0x2;

  /** Stays when the socket that owns it is closed (Linux 6.9). */
  public static final int PERSIST = 0x4;

  public Table {
    comment.ifPresent(text -> Comments.require("table", text));
  }

  /** Returns a new table without flags. */
  public static Table of(TableId id) {
    return new Table(id, 0, Optional.empty(), 0, OptionalInt.empty());
  }

  /** Returns the same with a comment, at most 127 bytes. */
  public Table withComment(String text) {
    return new Table(id, flags, Optional.of(text), handle, owner);
  }

  /** Returns the same with other flags. */
  public Table withFlags(int value) {
    return new Table(id, value, comment, handle, owner);
  }
}

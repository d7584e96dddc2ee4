package io.wgnetlink.wireguard;

import io.wgnetlink.netlink.DumpInterruptedException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device was changed during every attempt to read it, and this is what the last attempt saw.
 *
 * <p>It is no snapshot: its peers are from different moments, as
 * {@link DeviceVisitor#acceptsChanges} says. Whether it misses peers that were there throughout is
 * known: {@link #isWhole()}. The device holds secrets, which are the receiver's to
 * {@linkplain Device#close() close}.
 */
public final class PartialDeviceException extends DumpInterruptedException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Device partial;
  private final boolean whole;

  /**
   * Adds to an interrupted dump what it brought.
   *
   * @param whole whether no peer is missing that was there throughout
   */
  public PartialDeviceException(DumpInterruptedException cause, Device partial, boolean whole) {
    super(cause, describe(partial, whole));
    this.partial = partial;
    this.whole = whole;
  }

  private static String describe(Device partial, boolean whole) {
    return "the last one saw "
        + partial.peers().size()
        + " peers, "
        + (whole ? "all that were there throughout" : "and perhaps not all");
  }

  /**
   * Returns what the last attempt saw, each peer once; empty after deserialization, which secrets
   * do not take part in.
   */
  public Optional<Device> partial() {
    return Optional.ofNullable(partial);
  }

  /**
   * Returns whether {@link #partial()} misses no peer that was there throughout the last attempt,
   * and no allowed IP that its peer held throughout.
   */
  public boolean isWhole() {
    return whole;
  }
}

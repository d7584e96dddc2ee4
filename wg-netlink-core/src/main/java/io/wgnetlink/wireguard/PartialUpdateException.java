package io.wgnetlink.wireguard;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An update that takes several messages failed after the first of them: the kernel has applied a
 * part of it, and takes nothing back. The cause is the error of the message that failed.
 *
 * <p>A caller that goes on reads the device back, or applies again the peers that are uncertain or
 * unsent.
 */
public final class PartialUpdateException extends NetlinkException {
  @Serial
  private static final long serialVersionUID = 1L;

  /**
   * What became of an update.
   *
   * @param messages how many messages it takes
   * @param appliedMessages how many of them, the first ones, were applied whole
   * @param applied the peers that were applied whole; what the update says of the device was, too
   * @param uncertain the peers of the message that failed, of which the kernel may have applied
   *     some; where their allowed IPs began in a message before, those were applied
   * @param unsent the peers that were not sent
   */
  public record Progress(
      int messages,
      int appliedMessages,
      List<PeerUpdate> applied,
      List<PeerUpdate> uncertain,
      List<PeerUpdate> unsent) {
    public Progress {
      applied = List.copyOf(applied);
      uncertain = List.copyOf(uncertain);
      unsent = List.copyOf(unsent);
    }

    @Override
    public String toString() {
      return appliedMessages
          + " of "
          + messages
          + " messages were applied, with "
          + applied.size()
          + " peers whole; "
          + uncertain.size()
          + " peers are uncertain and "
          + unsent.size()
          + " were not sent";
    }
  }

  /** An update can hold preshared keys, and secrets are not serialized. */
  private final transient @Nullable Progress progress;

  private PartialUpdateException(NetlinkException cause, Errno errno, Progress progress) {
    super(cause.operation(), errno, cause.extendedAck(), progress.toString());
    this.progress = progress;
    initCause(cause);
  }

  private PartialUpdateException(NetlinkException cause, Progress progress) {
    super(cause.operation(), "the answer to a message is lost; " + progress);
    this.progress = progress;
    initCause(cause);
  }

  /** Returns the exception for an update that got this far. */
  public static PartialUpdateException of(NetlinkException cause, Progress progress) {
    return cause.errno().isPresent()
        ? new PartialUpdateException(cause, cause.errno().get(), progress)
        : new PartialUpdateException(cause, progress);
  }

  /**
   * Returns what became of the update.
   *
   * @throws IllegalStateException after deserialization: the update can hold preshared keys, so it
   *     takes no part. The message still has the numbers
   */
  public Progress progress() {
    if (progress == null) {
      throw new IllegalStateException(
          "what became of an update is not serialized, as it can hold secrets");
    }
    return progress;
  }
}

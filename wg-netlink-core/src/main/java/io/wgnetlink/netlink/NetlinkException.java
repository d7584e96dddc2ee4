package io.wgnetlink.netlink;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel refused a request, or a system call for it failed.
 *
 * <p>The message says what was asked and of what, what the kernel answered (its own text and the
 * attribute's name where it gave them), and the cure where one is known. Programs decide by
 * {@link #errno()}; subclasses exist only where a caller acts differently. All of this survives
 * serialization.
 */
public class NetlinkException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final String operation;
  private final @Nullable Errno errno;
  private final ExtendedAck extendedAck;
  private final String cure;

  /** Describes a refusal by the kernel. */
  public NetlinkException(String operation, Errno errno, ExtendedAck extendedAck, String cure) {
    super(describe(operation, errno, extendedAck, cure));
    this.operation = operation;
    this.errno = errno;
    this.extendedAck = extendedAck;
    this.cure = cure;
  }

  /** Describes a failure that has no error number. */
  public NetlinkException(String operation, String reason) {
    super("cannot " + operation + ": " + reason);
    this.operation = operation;
    this.errno = null;
    this.extendedAck = ExtendedAck.NONE;
    this.cure = "";
  }

  /** Returns what was asked, for example {@code set WireGuard device wg0}. */
  public String operation() {
    return operation;
  }

  /** Returns the kernel's error number; empty when the failure was not the kernel's. */
  public Optional<Errno> errno() {
    return Optional.ofNullable(errno);
  }

  /** Returns whether the kernel answered this error number. */
  public boolean is(Errno expected) {
    return expected.equals(errno);
  }

  /** Returns the kernel's text and the attribute it points at, as far as it gave them. */
  public ExtendedAck extendedAck() {
    return extendedAck;
  }

  /** Returns what would help, as the message ends with it; empty when that is not known. */
  public String cure() {
    return cure;
  }

  private static String describe(
      String operation, Errno errno, ExtendedAck extendedAck, String cure) {
    StringBuilder text =
        new StringBuilder("cannot ").append(operation).append(": ").append(errno);
    if (!extendedAck.isEmpty()) {
      text.append("; the kernel says: ").append(extendedAck);
    }
    if (!cure.isEmpty()) {
      text.append("; ").append(cure);
    }
    return text.toString();
  }
}

package io.wgnetlink.netlink.wire;

/**
 * Bytes that are not a well-formed netlink message or attribute.
 *
 * <p>The offset counts bytes from the start of the buffer that was read.
 */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int offset;

  public MalformedMessageException(int offset, String reason) {
    super("malformed netlink message at byte " + offset + ": " + reason);
    this.offset = offset;
  }

  /** Returns the offset of the structure that could not be read, in bytes. */
  public int offset() {
    return offset;
  }
}

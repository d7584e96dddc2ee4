package io.wgnetlink.failover.model;

/**
 * Prefixes were not moved, or not to the end, for a reason that is not an error of the kernel:
 * traffic would be lost by it, or something that is not the controller's is in the way.
 */
public final class SwitchRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Describes what is in the way. */
  public SwitchRefusedException(String message) {
    super(message);
  }
}

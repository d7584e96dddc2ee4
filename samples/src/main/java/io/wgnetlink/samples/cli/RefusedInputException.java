package io.wgnetlink.samples.cli;

import java.io.Serial;

/**
 * An argument, or what a file holds, is refused as {@code wg} would refuse it. The message is in
 * {@code wg}'s words and for the user; it never holds any part of a key.
 */
final class RefusedInputException extends Exception {
  @Serial
  private static final long serialVersionUID = 1L;

  RefusedInputException(String message) {
    super(message);
  }

  RefusedInputException(String message, Throwable cause) {
    super(message, cause);
  }
}

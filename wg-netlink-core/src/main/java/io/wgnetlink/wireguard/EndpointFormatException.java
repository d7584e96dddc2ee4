package io.wgnetlink.wireguard;

import java.io.Serial;

/** A text is not {@code HOST:PORT}; the message says why, and does not repeat the text. */
public final class EndpointFormatException extends IllegalArgumentException {
  @Serial
  private static final long serialVersionUID = 1L;

  /** What is wrong with the text. */
  public enum Reason {
    /** A {@code [} at the beginning has no {@code ]}. */
    BRACKET("has no closing bracket"),
    /** There is no colon, or nothing after it. */
    PORT_MISSING("has no port"),
    /** What follows the colon is not a number. */
    PORT("has a port that is not a number"),
    /** The port is above 65535. */
    PORT_RANGE("has a port that is not in 0 to 65535"),
    /** The host is empty, or neither an address nor a name that there could be. */
    HOST("has a host that is neither an address nor a name");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  private final Reason reason;

  EndpointFormatException(Reason reason) {
    super("the endpoint " + reason.text);
    this.reason = reason;
  }

  /** Returns what is wrong with the text. */
  public Reason reason() {
    return reason;
  }
}

package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.PrivateKey;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a configuration says of the device: all its {@code [Interface]} sections as one. Immutable,
 * but for the private key.
 *
 * @param privateKey {@code PrivateKey}; the zero key means that the device is to have none
 * @param listenPort {@code ListenPort}, 0 to 65535; 0 lets the kernel choose
 * @param fwmark {@code FwMark}, an unsigned 32-bit number; 0 is {@code off}
 * @param quick what only wg-quick knows
 */
public record InterfaceSection(
    Optional<PrivateKey> privateKey,
    OptionalInt listenPort,
    OptionalInt fwmark,
    QuickSettings quick) {
  private static final int MAX_PORT = 0xffff;

  public InterfaceSection {
    if (listenPort.isPresent() && (listenPort.getAsInt() < 0 || listenPort.getAsInt() > MAX_PORT)) {
      throw new IllegalArgumentException(
          "listenPort: " + listenPort.getAsInt() + " is not in 0 to 65535");
    }
  }

  /** Returns a builder of a section that says nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts of an {@link InterfaceSection}; not thread-safe. */
  public static final class Builder {
    private Optional<PrivateKey> privateKey = Optional.empty();
    private OptionalInt listenPort = OptionalInt.empty();
    private OptionalInt fwmark = OptionalInt.empty();
    private QuickSettings quick = QuickSettings.NONE;

    private Builder() {}

    public Builder privateKey(PrivateKey key) {
      privateKey = Optional.of(key);
      return this;
    }

    public Builder listenPort(int port) {
      listenPort = OptionalInt.of(port);
      return this;
    }

    /** Sets the mark, an unsigned 32-bit number; 0 is none. */
    public Builder fwmark(int mark) {
      fwmark = OptionalInt.of(mark);
      return this;
    }

    public Builder quick(QuickSettings settings) {
      quick = settings;
      return this;
    }

    public InterfaceSection build() {
      return new InterfaceSection(privateKey, listenPort, fwmark, quick);
    }
  }
}

package io.wgnetlink.wireguard.config;

/** The two kinds of sections. */
public enum Section {
  /** {@code [Interface]}, the device. Several of them mean the same as one. */
  INTERFACE("[Interface]"),
  /** {@code [Peer]}, one peer each. */
  PEER("[Peer]");

  private final String header;

  Section(String header) {
    this.header = header;
  }

  /** Returns the section's first line, {@code [Interface]} or {@code [Peer]}. */
  public String header() {
    return header;
  }
}

package io.wgnetlink.wireguard.config;

import static io.wgnetlink.wireguard.config.Section.INTERFACE;
import static io.wgnetlink.wireguard.config.Section.PEER;

/** The keys of the two sections, in the order in which they are written. */
public enum ConfigurationKey {
  ADDRESS("Address", INTERFACE, Dialect.WG_QUICK),
  DNS("DNS", INTERFACE, Dialect.WG_QUICK),
  MTU("MTU", INTERFACE, Dialect.WG_QUICK),
  TABLE("Table", INTERFACE, Dialect.WG_QUICK),
  SAVE_CONFIG("SaveConfig", INTERFACE, Dialect.WG_QUICK),
  PRE_UP("PreUp", INTERFACE, Dialect.WG_QUICK),
  POST_UP("PostUp", INTERFACE, Dialect.WG_QUICK),
  PRE_DOWN("PreDown", INTERFACE, Dialect.WG_QUICK),
  POST_DOWN("PostDown", INTERFACE, Dialect.WG_QUICK),
  LISTEN_PORT("ListenPort", INTERFACE, Dialect.WG),
  FW_MARK("FwMark", INTERFACE, Dialect.WG),
  PRIVATE_KEY("PrivateKey", INTERFACE, Dialect.WG),
  PUBLIC_KEY("PublicKey", PEER, Dialect.WG),
  PRESHARED_KEY("PresharedKey", PEER, Dialect.WG),
  ALLOWED_IPS("AllowedIPs", PEER, Dialect.WG),
  ENDPOINT("Endpoint", PEER, Dialect.WG),
  PERSISTENT_KEEPALIVE("PersistentKeepalive", PEER, Dialect.WG);

  private final String text;
  private final Section section;
  private final Dialect dialect;

  ConfigurationKey(String text, Section section, Dialect dialect) {
    this.text = text;
    this.section = section;
    this.dialect = dialect;
  }

  /** Returns the key as it is written, for example {@code AllowedIPs}; case does not matter. */
  public String text() {
    return text;
  }

  /** Returns the section that the key belongs to. */
  public Section section() {
    return section;
  }

  /** Returns the format that introduced the key; wg-quick knows all of {@code wg}'s. */
  public Dialect dialect() {
    return dialect;
  }

  /** Returns whether the value is a key of any kind, so that no message may hold it. */
  public boolean isSecret() {
    return this == PRIVATE_KEY || this == PUBLIC_KEY || this == PRESHARED_KEY;
  }

  boolean isHook() {
    return this == PRE_UP || this == POST_UP || this == PRE_DOWN || this == POST_DOWN;
  }
}

package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.PublicKey;

/** Keys, and a file with comments at all places, as people write them. */
final class Samples {
  static final String PRIVATE_KEY = "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY=";
  static final String OWN_KEY = "PXDkSGhl+O+vGlxwce7icc5eNVtTp/fo0SxKKMALzEs=";
  static final String PSK = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";
  static final String A = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
  static final String B = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";
  static final String C = "gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=";
  static final String ZERO = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  static final PublicKey KEY_A = PublicKey.parse(A);
  static final PublicKey KEY_B = PublicKey.parse(B);
  static final PublicKey KEY_C = PublicKey.parse(C);

  static final String COMMENTED = """
      # The hub.

      [Interface] # this host
      ListenPort = 51820   # as in the firewall
      PrivateKey=%s

      # Alice, on the road
      [Peer]
      PublicKey = %s
      PresharedKey = %s
      AllowedIPs = 10.0.0.1/32 # laptop
      allowedips = FD00::1, 10.0.0.2 # phone

      # Bob
      [Peer]
      PublicKey = %s
      Endpoint = bob.example:51820
      PersistentKeepalive = 25
      AllowedIPs = 10.0.1.0/24

      # the end
      """.formatted(PRIVATE_KEY, A, PSK, B);

  private Samples() {}

  static Configuration parse(String text) {
    return ConfigurationDocument.parse(text, Dialect.WG).configuration();
  }

  static Configuration parseQuick(String text) {
    return ConfigurationDocument.parse(text, Dialect.WG_QUICK).configuration();
  }

  /** Returns a peer's section with more lines. */
  static String peer(String key, String... lines) {
    return "[Peer]\nPublicKey = " + key + "\n" + String.join("\n", lines) + "\n";
  }
}

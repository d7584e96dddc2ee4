package io.wgnetlink.wireguard.internal;

/**
 * What {@code wg} 1.0.20210914 and wireguard-go 0.0.20220316 say over the socket of a device that
 * has the keys and addresses of {@link Captures}; on x86_64, by a server that prints what it is
 * asked, and a client that prints what it is answered.
 */
final class UapiCaptures {
  /** {@code get=1} to wireguard-go, after the {@code wg set} of {@link Captures#SET}. */
  static final String GET = """
      private_key=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e5f
      listen_port=51820
      fwmark=42
      public_key=808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f
      preshared_key=404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f
      protocol_version=1
      endpoint=192.0.2.1:51821
      last_handshake_time_sec=0
      last_handshake_time_nsec=0
      tx_bytes=0
      rx_bytes=0
      persistent_keepalive_interval=25
      allowed_ip=10.0.0.0/24
      allowed_ip=fd00::/64
      public_key=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf
      preshared_key=0000000000000000000000000000000000000000000000000000000000000000
      protocol_version=1
      endpoint=[fe80::1]:1234
      last_handshake_time_sec=0
      last_handshake_time_nsec=0
      tx_bytes=0
      rx_bytes=0
      persistent_keepalive_interval=0
      allowed_ip=10.1.0.1/32
      errno=0

      """;

  /** {@code get=1} to wireguard-go that has neither key nor peer; it is up. */
  static final String GET_NEW = """
      listen_port=50931
      errno=0

      """;

  /**
   * The peers of {@code wg set} as of {@link Captures#SET}; {@code wg} writes the scope as a name,
   * {@code %lo}, and daemons take either.
   */
  static final String SET_PEERS = """
      public_key=808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f
      preshared_key=404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f
      endpoint=192.0.2.1:51821
      persistent_keepalive_interval=25
      replace_allowed_ips=true
      allowed_ip=10.0.0.0/24
      allowed_ip=fd00::/64
      public_key=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf
      endpoint=[fe80::1%1]:1234
      replace_allowed_ips=true
      allowed_ip=10.1.0.1/32

      """;

  /** {@code wg set} as of {@link Captures#SET_REMOVALS}. */
  static final String SET_REMOVALS = """
      set=1
      public_key=808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f
      remove=true
      public_key=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf
      preshared_key=0000000000000000000000000000000000000000000000000000000000000000
      persistent_keepalive_interval=0
      replace_allowed_ips=true

      """;

  private UapiCaptures() {}
}

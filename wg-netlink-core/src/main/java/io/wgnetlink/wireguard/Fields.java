package io.wgnetlink.wireguard;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;

/**
 * What the fields of a device and a peer may hold. Refused is what the kernel would accept without
 * a word, cut off, or misread; the message begins with the field's name.
 */
final class Fields {
  private static final int MAX_PORT = 0xffff;

  /** {@code WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL} is 16 bits, {@code uapi/linux/wireguard.h}. */
  private static final Duration MAX_KEEPALIVE = Duration.ofSeconds(0xffff);

  private Fields() {}

  static void requireListenPort(OptionalInt port) {
    port.ifPresent(number -> require(
        number >= 0 && number <= MAX_PORT, "listenPort: " + number + " is not in 0 to 65535"));
  }

  static void requirePrivateKey(PrivateKey key) {
    require(!key.isZero(), "privateKey: zero means none; use removePrivateKey()");
  }

  static void requirePublicKey(PublicKey key) {
    require(!key.isZero(), "publicKey: a peer cannot have the zero key");
  }

  static void requireNotOwn(PublicKey key, PublicKey own, int position) {
    if (key.equals(own)) {
      throw new IllegalArgumentException(
          "peers[" + position + "].publicKey: " + own + " is the device's own key");
    }
  }

  static void requirePresharedKey(PresharedKey key, String cure) {
    require(!key.isZero(), "presharedKey: zero means none; " + cure);
  }

  static void requireEndpoint(Endpoint endpoint) {
    require(endpoint.port() != 0, "endpoint: " + endpoint + " has port 0");
  }

  static void requirePersistentKeepalive(Duration interval) {
    require(
        !interval.isNegative()
            && interval.truncatedTo(ChronoUnit.SECONDS).equals(interval)
            && interval.compareTo(MAX_KEEPALIVE) <= 0,
        "persistentKeepalive: " + interval + " is not 0 to 65535 whole seconds");
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

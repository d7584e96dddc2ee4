package io.wgnetlink.wireguard;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** 32 secret bytes that can be wiped; every use after that is refused. */
final class SecretBytes {
  private final String kind;
  private final byte[] bytes;
  private final AtomicBoolean wiped = new AtomicBoolean();

  SecretBytes(String kind, byte[] owned) {
    this.kind = kind;
    this.bytes = owned;
  }

  byte[] copy() {
    requireNotWiped();
    return bytes.clone();
  }

  String toBase64() {
    requireNotWiped();
    return KeyCodec.format(bytes);
  }

  boolean isZero() {
    requireNotWiped();
    return KeyCodec.isZero(bytes);
  }

  boolean isWiped() {
    return wiped.get();
  }

  void wipe() {
    wiped.set(true);
    Arrays.fill(bytes, (byte) 0);
  }

  boolean sameAs(SecretBytes other) {
    return !isWiped() && !other.isWiped() && MessageDigest.isEqual(bytes, other.bytes);
  }

  private void requireNotWiped() {
    if (wiped.get()) {
      throw new IllegalStateException("this " + kind + " was closed and wiped");
    }
  }
}

package io.wgnetlink.wireguard;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * Scalar multiplication by the base point, through the JDK's X25519 key agreement.
 *
 * <p>The agreement's result is used because it is the 32 little-endian bytes as they are;
 * {@code XECPublicKey.getU()} is a {@code BigInteger}, which loses leading zeros.
 */
final class Curve25519 {
  /** The u-coordinate of the base point, RFC 7748, section 4.1. */
  private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

  private Curve25519() {}

  static byte[] publicFromPrivate(byte[] scalar) {
    try {
      KeyFactory keys = KeyFactory.getInstance("X25519");
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(
          keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
      agreement.doPhase(
          keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)), true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no X25519 (module java.base)", e);
    }
  }
}

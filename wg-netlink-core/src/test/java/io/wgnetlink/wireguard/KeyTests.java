package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgnetlink.wireguard.KeyFormatException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTests {
  private static final String KEY = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

  @ParameterizedTest
  @CsvSource({
    "'', LENGTH",
    "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg, LENGTH",
    "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg==, LENGTH",
    "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8DgA, CHARACTERS",
    "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8D==, CHARACTERS",
    "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8D-=, CHARACTERS",
    "' TIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=', CHARACTERS",
    "éTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=, CHARACTERS",
    "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dh=, NOT_CANONICAL",
    "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dj=, NOT_CANONICAL"
  })
  void shouldRefuseWhatIsNoCanonicalKey(String text, Reason reason) {
    assertThatExceptionOfType(KeyFormatException.class)
        .isThrownBy(() -> PrivateKey.parse(text))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .withMessageNotContaining("TIBA5");
    assertThatExceptionOfType(KeyFormatException.class).isThrownBy(() -> PublicKey.parse(text));
    assertThatExceptionOfType(KeyFormatException.class).isThrownBy(() -> PresharedKey.parse(text));
  }

  @Test
  void shouldRefuseBytesOfAnotherLength() {
    assertThatExceptionOfType(KeyFormatException.class)
        .isThrownBy(() -> PublicKey.of(new byte[31]))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LENGTH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BIG_ENDIAN", "LITTLE_ENDIAN"})
  void shouldFindAPublicKeyInABufferOfAnyOrder(String order) {
    PublicKey key = PublicKey.parse(KEY);
    ByteBuffer buffer = ByteBuffer.allocateDirect(3 + PublicKey.BYTES)
        .order(order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
        .put(3, key.bytes());
    assertThat(PublicKey.of(buffer, 3)).isEqualTo(key).hasToString(KEY);
    assertThat(key.isAt(buffer, 3)).isTrue();
    assertThat(key.byteAt(31)).isEqualTo(buffer.get(3 + 31));
    for (int i = 0; i < PublicKey.BYTES; i++) {
      byte right = buffer.get(3 + i);
      buffer.put(3 + i, (byte) (right ^ 1));
      assertThat(key.isAt(buffer, 3)).as("byte %d", i).isFalse();
      assertThat(PublicKey.of(buffer, 3)).as("byte %d", i).isNotEqualTo(key);
      buffer.put(3 + i, right);
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> key.isAt(buffer, 4));
  }

  @Test
  void shouldDerivePublicKeysOfRfc7748() {
    // section 6.1, Bob
    assertDerived(
        "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    // section 5.2, first iteration: a scalar that is not clamped
    assertDerived(
        "0900000000000000000000000000000000000000000000000000000000000000",
        "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
  }

  private static void assertDerived(String privateHex, String publicHex) {
    HexFormat hex = HexFormat.of();
    assertThat(PrivateKey.of(hex.parseHex(privateHex)).publicKey())
        .isEqualTo(PublicKey.of(hex.parseHex(publicHex)));
  }

  @Test
  void shouldGenerateClampedKeys() {
    for (int i = 0; i < 50; i++) {
      PrivateKey key = PrivateKey.generate();
      assertThat(key.clamped()).isEqualTo(key);
      assertThat(key.publicKey()).isEqualTo(key.clamped().publicKey());
    }
    assertThat(PrivateKey.generate()).isNotEqualTo(PrivateKey.generate());
    assertThat(PresharedKey.generate()).isNotEqualTo(PresharedKey.generate());
  }

  @Test
  void shouldClampAsTheKernelDoes() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    byte[] clamped = ones.clone();
    clamped[0] = (byte) 0xf8;
    clamped[31] = 0x7f;
    PrivateKey key = PrivateKey.of(ones);
    assertThat(key.clamped()).isEqualTo(PrivateKey.of(clamped)).isNotEqualTo(key);
    assertThat(key.publicKey()).isEqualTo(key.clamped().publicKey());
  }

  @Test
  void shouldNeverPrintSecrets() {
    assertThat(PrivateKey.parse(KEY)).hasToString("PrivateKey[redacted]");
    assertThat(PresharedKey.parse(KEY)).hasToString("PresharedKey[redacted]");
    assertThat(PrivateKey.parse(KEY)).hasSameHashCodeAs(PrivateKey.generate());
    assertThat(PublicKey.parse(KEY)).hasToString(KEY);
  }

  @Test
  void shouldRefuseUseAfterClose() {
    PrivateKey key = PrivateKey.parse(KEY);
    PrivateKey same = PrivateKey.parse(KEY);
    assertThat(key).isEqualTo(same);
    key.close();
    key.close();
    assertThat(key.equals((Object) key)).isTrue();
    assertThat(key).isNotEqualTo(same).hasToString("PrivateKey[redacted]");
    assertThatIllegalStateException().isThrownBy(key::toBase64);
    assertThatIllegalStateException().isThrownBy(key::bytes);
    assertThatIllegalStateException().isThrownBy(key::publicKey);
  }

  @Test
  void shouldNotShareItsBytes() {
    byte[] bytes = new byte[32];
    PublicKey key = PublicKey.of(bytes);
    bytes[0] = 1;
    key.bytes()[1] = 1;
    assertThat(key.isZero()).isTrue();
  }
}

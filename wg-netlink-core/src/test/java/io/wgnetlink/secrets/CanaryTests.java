package io.wgnetlink.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanaryTests {
  private static final byte[] PRIVATE = Canary.privateKey().bytes();
  private static final byte[] PRESHARED = Canary.presharedKey().bytes();

  @Test
  void shouldSeeAKeyInEveryForm() {
    assertThat(Canary.sightings("a " + Canary.privateKey().toBase64() + " b"))
        .contains("private key in base64");
    assertThat(Canary.sightings(Canary.presharedKey().toBase64()))
        .contains("preshared key in base64");
    assertThat(Canary.sightings(HexFormat.of().formatHex(PRIVATE)))
        .containsExactly("private key in hex");
    assertThat(Canary.sightings(HexFormat.of().withUpperCase().formatHex(PRESHARED)))
        .containsExactly("preshared key in HEX");
    assertThat(Canary.sightings(Arrays.toString(PRESHARED)))
        .containsExactly("preshared key in numbers");
    assertThat(Canary.sightings(PRIVATE)).contains("private key in bytes");
    String characters = new String(PRIVATE, StandardCharsets.ISO_8859_1);
    assertThat(Canary.sightings(characters.getBytes(StandardCharsets.UTF_8)))
        .contains("private key in bytes as UTF-8");
  }

  @Test
  void shouldSeeAQuarterOfAKey() {
    String base64 = Canary.privateKey().toBase64();
    assertThat(Canary.sightings(base64.substring(0, 10))).isNotEmpty();
    assertThat(Canary.sightings(base64.substring(33, 43))).isNotEmpty();
    assertThat(Canary.sightings(HexFormat.of().formatHex(PRIVATE).substring(48)))
        .isNotEmpty();
    assertThat(Canary.sightings(Arrays.copyOfRange(PRIVATE, 24, 32))).isNotEmpty();
    assertThat(Canary.sightings(
            Base64.getUrlEncoder().encodeToString(Arrays.copyOfRange(PRESHARED, 7, 18))))
        .isNotEmpty();
  }

  @Test
  void shouldSeeNothingInOtherKeysAndText() {
    try (PrivateKey other = PrivateKey.generate();
        PresharedKey another = PresharedKey.generate()) {
      assertThat(Canary.sightings(other.toBase64() + another.toBase64())).isEmpty();
    }
    assertThat(Canary.sightings(Canary.privateKey().publicKey().toBase64())).isEmpty();
    byte[] noise = new byte[1 << 20];
    new Random(7).nextBytes(noise);
    assertThat(Canary.sightings(noise)).isEmpty();
    assertThat(Canary.sightings(HexFormat.of().formatHex(noise))).isEmpty();
  }
}

package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class KeyProperties {
  @Property
  void shouldReadBackWhatItPrints(@ForAll @Size(32) byte[] bytes) {
    PublicKey key = PublicKey.of(bytes);
    assertThat(key.toBase64()).isEqualTo(Base64.getEncoder().encodeToString(bytes));
    assertThat(PublicKey.parse(key.toBase64())).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(PublicKey.parse(key.toBase64()).bytes()).isEqualTo(bytes);
    assertThat(PrivateKey.parse(key.toBase64())).isEqualTo(PrivateKey.of(bytes));
    assertThat(PresharedKey.parse(key.toBase64()).toBase64()).isEqualTo(key.toBase64());
  }

  @Property
  void shouldAcceptOneSpellingOnly(
      @ForAll @Size(32) byte[] bytes, @ForAll @IntRange(max = 43) int at, @ForAll char c) {
    StringBuilder text = new StringBuilder(PublicKey.of(bytes).toBase64());
    text.setCharAt(at, c);
    assertRefusedOrCanonical(text.toString());
  }

  @Property
  void shouldParseOrRefuseAnyText(@ForAll @StringLength(min = 43, max = 45) String text) {
    assertRefusedOrCanonical(text);
  }

  private static void assertRefusedOrCanonical(String text) {
    try {
      assertThat(PublicKey.parse(text).toBase64()).isEqualTo(text);
    } catch (KeyFormatException refused) {
      assertThat(refused).hasMessageNotContaining(text);
    }
  }
}

package io.wgnetlink.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class UnknownAttributeTests {
  @Test
  void shouldKeepWhatItWasMadeOf() {
    byte[] payload = {1, 2, 3};
    UnknownAttribute attribute = UnknownAttribute.of(0x3fff, payload);
    payload[0] = 9;
    assertThat(attribute.type()).isEqualTo(0x3fff);
    assertThat(attribute.payload()).containsExactly(1, 2, 3);
    assertThat(attribute)
        .isEqualTo(UnknownAttribute.of(0x3fff, new byte[] {1, 2, 3}))
        .isNotEqualTo(UnknownAttribute.of(0x3ffe, new byte[] {1, 2, 3}))
        .hasToString("attribute 16383 of 3 bytes");
  }

  @Test
  void shouldRefuseWhatDoesNotFitItsHeader() {
    assertThat(UnknownAttribute.of(0, new byte[65531]).payload()).hasSize(65531);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UnknownAttribute.of(1, new byte[65532]))
        .withMessageContaining("at most 65531");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UnknownAttribute.of(0x8000, new byte[0]))
        .withMessageContaining("not in 0 to 16383");
    assertThatIllegalArgumentException().isThrownBy(() -> UnknownAttribute.of(-1, new byte[0]));
  }
}

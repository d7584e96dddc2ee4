package io.wgnetlink.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceNameTests {
  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a/b", "a:b", "a b", "a\tb", "0123456789abcdef", "ééééééé~é"})
  void shouldRefuseWhatTheKernelRefuses(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> InterfaceName.of(name));
    assertThat(InterfaceName.find(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wg0", "0123456789abcde", "a.b", "...", "wg=+_-", "ééééééé"})
  void shouldAcceptWhatTheKernelAccepts(String name) {
    assertThat(InterfaceName.of(name)).hasToString(name);
    assertThat(InterfaceName.find(name)).contains(InterfaceName.of(name));
  }
}

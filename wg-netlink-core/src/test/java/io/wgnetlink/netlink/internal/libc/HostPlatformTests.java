package io.wgnetlink.netlink.internal.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostPlatformTests {
  @Test
  void shouldAcceptTheHostThatRunsTheTests() {
    assertThat(HostPlatform.CURRENT.refusal()).isEmpty();
  }

  @Test
  void shouldRefuseA32BitHostByName() {
    assertThatThrownBy(() -> new HostPlatform("Linux", "arm", false).requireSupported())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("64-bit")
        .hasMessageContaining("arm");
  }

  @Test
  void shouldRefuseMuslByName() {
    assertThatThrownBy(() -> new HostPlatform("Linux", "amd64", true).requireSupported())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("glibc")
        .hasMessageContaining("Alpine");
  }

  @Test
  void shouldRefuseAnotherOperatingSystem() {
    assertThatThrownBy(() -> new HostPlatform("Mac OS X", "aarch64", false).requireSupported())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Linux");
  }
}

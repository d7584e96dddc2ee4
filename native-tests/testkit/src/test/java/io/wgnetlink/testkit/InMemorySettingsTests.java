package io.wgnetlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.Sysctl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemorySettingsTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");
  private static final Sysctl ALL = Sysctl.parse("net.ipv6.conf.all.forwarding");
  private static final Sysctl DEFAULT = Sysctl.parse("net.ipv6.conf.default.forwarding");
  private static final Sysctl OF_WG0 = Sysctl.parse("net.ipv6.conf.wg0.forwarding");

  private final InMemoryKernel kernel = InMemoryKernel.create();
  private final NetworkNamespace namespace = kernel.namespace();

  @AfterEach
  void tearDown() {
    namespace.close();
  }

  @Test
  void shouldHandForwardingOfAllOnToTheLinks() {
    kernel.addInterface(WG0);
    namespace.setSysctl(OF_WG0, "0");

    namespace.setSysctl(ALL, "1");

    assertThat(namespace.sysctl(OF_WG0)).isEqualTo("1");
    assertThat(namespace.sysctl(DEFAULT)).isEqualTo("1");
    assertThat(namespace.sysctl(Sysctl.parse("net.ipv4.conf.wg0.forwarding"))).isEqualTo("0");
  }

  @Test
  void shouldKeepTheSettingOfALinkToItself() {
    kernel.addInterface(WG0);
    namespace.setSysctl(OF_WG0, "1");
    assertThat(namespace.sysctl(OF_WG0)).isEqualTo("1");
    assertThat(namespace.sysctl(ALL)).isEqualTo("0");
    assertThat(namespace.sysctl(Sysctl.parse("net.ipv6.conf.lo.forwarding"))).isEqualTo("0");
  }

  @Test
  void shouldRefuseWhatTheKernelRefuses() {
    refuses("net.ipv6.conf.wg0.forwarding", "1", Errno.ENOENT);
    refuses("net.core.somaxconn", "1", Errno.ENOENT);
    refuses("net.ipv6.conf.all.forwarding", "on", Errno.EINVAL);
  }

  @Test
  void shouldTakeTheValueThatItHasWithoutPrivilege() {
    namespace.setSysctl(ALL, "1");
    kernel.setNetAdmin(false);

    namespace.setSysctl(ALL, "1");

    assertThat(refuses(ALL.toString(), "0", Errno.EACCES))
        .hasMessageContaining("--sysctl net.ipv6.conf.all.forwarding=0");
    assertThat(namespace.sysctl(ALL)).isEqualTo("1");
  }

  private NetlinkException refuses(String name, String value, Errno errno) {
    NetlinkException[] failure = new NetlinkException[1];
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> namespace.setSysctl(Sysctl.parse(name), value))
        .satisfies(e -> assertThat(e.errno()).contains(errno))
        .satisfies(e -> failure[0] = e);
    return failure[0];
  }
}

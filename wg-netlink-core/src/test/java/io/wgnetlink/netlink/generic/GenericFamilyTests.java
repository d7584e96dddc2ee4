package io.wgnetlink.netlink.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import org.junit.jupiter.api.Test;

/** Resolution against the kernel that runs the tests; reading it needs no privilege. */
class GenericFamilyTests {
  @Test
  void shouldFindTheControlFamilyWithItsGroup() {
    try (NetworkNamespace namespace = NetworkNamespace.current();
        NetlinkClient client = NetlinkClient.open(namespace, NetlinkProtocol.GENERIC)) {
      GenericFamily control = GenericFamily.resolve(client, "nlctrl");
      assertThat(control.name()).isEqualTo("nlctrl");
      assertThat(control.id()).isEqualTo(16);
      assertThat(control.multicastGroups()).containsKey("notify");
    }
  }

  @Test
  void shouldNameTheFamilyThatTheKernelDoesNotHave() {
    try (NetworkNamespace namespace = NetworkNamespace.current();
        NetlinkClient client = NetlinkClient.open(namespace, NetlinkProtocol.GENERIC)) {
      assertThatThrownBy(() -> GenericFamily.resolve(client, "absent"))
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.is(Errno.ENOENT)).isTrue())
          .hasMessageContaining("find generic netlink family absent");
    }
  }
}

package io.wgnetlink.netlink.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NetworkNamespaceTests {
  @Test
  void shouldMakeAnEmptyNamespaceOfItsOwn() {
    try (NetworkNamespace own = NetworkNamespace.current();
        NetworkNamespace fresh = NetworkNamespace.create();
        RouteNetlink netlink = RouteNetlink.open(fresh)) {
      assertThat(fresh).isNotEqualTo(own);
      assertThat(netlink.links()).singleElement().matches(link -> !link.isUp());
    }
  }

  @Test
  void shouldRunTasksInsideAndLeaveTheCallerWhereItIs() throws IOException {
    Path link = Path.of("/proc/thread-self/ns/net");
    String before = Files.readSymbolicLink(link).toString();
    try (NetworkNamespace fresh = NetworkNamespace.create()) {
      String inside = fresh.call(() -> Files.readSymbolicLink(link).toString());
      assertThat(inside).isEqualTo(fresh.toString()).isNotEqualTo(before);
    }
    assertThat(Files.readSymbolicLink(link)).hasToString(before);
  }

  @Test
  void shouldThrowWhatATaskThrows() {
    try (NetworkNamespace fresh = NetworkNamespace.create()) {
      assertThatThrownBy(() -> fresh.call(() -> {
            throw new IOException("from inside");
          }))
          .isInstanceOf(IOException.class)
          .hasMessage("from inside");
    }
  }

  @Test
  void shouldOpenTheNamespaceOfAProcess() throws Exception {
    try (NetworkNamespace fresh = NetworkNamespace.create()) {
      Process process = fresh.call(() -> new ProcessBuilder("sleep", "60").start());
      try (NetworkNamespace found = NetworkNamespace.ofProcess(process.pid())) {
        assertThat(found).isEqualTo(fresh);
      } finally {
        process.destroy();
      }
    }
  }

  @Test
  void shouldOpenANamespaceByItsName() {
    String name = "wg-netlink-test";
    try (NetworkNamespace own = NetworkNamespace.current()) {
      Witness.run(own, "ip", "netns", "add", name);
      try (NetworkNamespace named = NetworkNamespace.open(Path.of("/run/netns", name));
          NetworkNamespace again = named.duplicate();
          RouteNetlink netlink = RouteNetlink.open(again)) {
        assertThat(again).isEqualTo(named);
        assertThat(netlink.links()).hasSize(1);
      } finally {
        Witness.run(own, "ip", "netns", "delete", name);
      }
    }
  }

  @Test
  void shouldSayWhatIsNotANamespace() {
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/run/netns/absent")))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("/run/netns/absent")
        .hasMessageContaining("ENOENT");
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/etc/hostname")))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("/etc/hostname");
    assertThatThrownBy(() -> NetworkNamespace.ofProcess(4_000_000))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("ESRCH");
  }
}

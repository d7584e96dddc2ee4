package io.wgnetlink.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no privilege: one's own namespace, and names of none. */
class NamespaceArgumentTests {
  @TempDir
  private Path names;

  @Test
  void shouldOpenAPathAndAName() throws Exception {
    Files.createSymbolicLink(names.resolve("blue"), Path.of("/proc/self/ns/net"));
    // A number that is a name is a name.
    Files.createSymbolicLink(names.resolve("1"), Path.of("/proc/self/ns/net"));
    try (NetworkNamespace own = NetworkNamespace.current();
        NetworkNamespace path = NamespaceArgument.open("/proc/self/ns/net");
        NetworkNamespace name = NamespaceArgument.open("blue", names);
        NetworkNamespace number = NamespaceArgument.open("1", names)) {
      assertThat(path).isEqualTo(own);
      assertThat(name).isEqualTo(own);
      assertThat(number).isEqualTo(own);
    }
  }

  @Test
  void shouldSayWhereNamesAreLookedFor() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamespaceArgument.open("nosuch", names))
        .withMessageContaining("'nosuch' in " + names)
        .withMessageContaining("ip netns add");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamespaceArgument.open("", names))
        .withMessageContaining("no network namespace ''");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamespaceArgument.open("99999999999999999999", names))
        .withMessageContaining("no network namespace");
  }

  @Test
  void shouldSayWhatIsMissing() {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> NamespaceArgument.open("/no/such"))
        .withMessageContaining("/no/such")
        .withMessageContaining("No such file or directory");
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> NamespaceArgument.open("999999999", names))
        .withMessageContaining("process 999999999")
        .withMessageContaining("No such process");
  }
}

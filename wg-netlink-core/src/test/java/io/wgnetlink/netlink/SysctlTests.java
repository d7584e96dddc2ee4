package io.wgnetlink.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SysctlTests {
  private static final Sysctl ALL = Sysctl.parse("net.ipv4.conf.all.src_valid_mark");

  @Example
  void shouldBeAFileOfProc() {
    assertThat(ALL.file()).isEqualTo("/proc/sys/net/ipv4/conf/all/src_valid_mark");
    assertThat(ALL).hasToString("net.ipv4.conf.all.src_valid_mark");
  }

  @Example
  void shouldKeepTheDotsInTheNameOfALink() {
    Sysctl vlan = Sysctl.of("net", "ipv6", "conf", "eth0.7", "accept_ra");
    assertThat(vlan).hasToString("net.ipv6.conf.eth0/7.accept_ra");
    assertThat(vlan.file()).isEqualTo("/proc/sys/net/ipv6/conf/eth0.7/accept_ra");
    assertThat(Sysctl.parse("net.ipv6.conf.eth0/7.accept_ra")).isEqualTo(vlan);
    assertThat(Sysctl.parse("net/ipv6/conf/eth0.7/accept_ra")).isEqualTo(vlan);
  }

  @Property
  void shouldReadBackWhatItPrints(@ForAll("names") Sysctl name) {
    assertThat(Sysctl.parse(name.toString())).isEqualTo(name);
    assertThat(Sysctl.parse(name.file().substring("/proc/sys/".length()))).isEqualTo(name);
  }

  @Property
  void shouldNameAFileBelowNetOrNone(@ForAll("texts") String text) {
    try {
      assertThat(Sysctl.parse(text).file().split("/"))
          .startsWith("", "proc", "sys", "net")
          .doesNotContain(".", "..")
          .doesNotContainSequence("net", "");
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("setting ");
    }
  }

  @Example
  void shouldRefuseWhatIsNoSettingOfTheNetwork() {
    for (String text : List.of("", "net", "kernel.hostname", "net..x", "net.", "net.//.x", "a.b")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Sysctl.parse(text));
    }
    for (String part : List.of("", ".", "..", "../../kernel", "a\0b")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Sysctl.of("net", part));
    }
  }

  @Example
  void shouldReadASettingOfItsNamespace() {
    try (NetworkNamespace here = NetworkNamespace.current()) {
      assertThat(here.sysctl(ALL)).matches("[01]");
    }
  }

  @Example
  void shouldSayThatThereIsNoSuchSetting() {
    try (NetworkNamespace here = NetworkNamespace.current()) {
      Sysctl absent = Sysctl.of("net", "ipv4", "conf", "no.such", "rp_filter");
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> here.sysctl(absent))
          .withMessageStartingWith("cannot read net.ipv4.conf.no/such.rp_filter in " + here)
          .withMessageContaining("no such link")
          .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> here.setSysctl(absent, "1"))
          .withMessageStartingWith("cannot set net.ipv4.conf.no/such.rp_filter=1 in " + here)
          .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    }
  }

  @Example
  void shouldNotTellASecret() {
    try (NetworkNamespace here = NetworkNamespace.current()) {
      Sysctl secret = Sysctl.of("net", "ipv6", "conf", "no.such", "stable_secret");
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> here.setSysctl(secret, "2001:db8::1"))
          .withMessageContaining("net.ipv6.conf.no/such.stable_secret=(secret)")
          .withMessageNotContaining("2001:db8::1");
    }
  }

  @Provide
  Arbitrary<Sysctl> names() {
    return Arbitraries.of("a", "conf", "eth0.7", "...", "a..b", "é", "-", "all")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(parts -> {
          parts.add(0, "net");
          return new Sysctl(parts);
        });
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("net", "ipv4", ".", "/", "..", "\0", "x")
        .list()
        .ofMaxSize(9)
        .map(parts -> String.join("", parts));
  }
}

package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.IpSwitch;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.Ipv6Switch;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.nativetests.OtherUser;
import io.wgnetlink.nativetests.ReadOnlySettings;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Settings of all, of links to come, and of a link whose name has a dot. */
final class SettingTests {
  private static final InterfaceName VLAN = InterfaceName.of("a.7");

  private TestHost host;
  private RouteNetlink netlink;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
    host.create(LinkSpec.veth(VLAN, InterfaceName.of("b")));
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  /** The kernel registers {@code /proc/sys/net} for each namespace. */
  @Test
  void shouldChangeTheSettingsOfAllInItsNamespaceOnly() throws Exception {
    try (TestHost other = new TestHost()) {
      for (IpSwitch which : new IpSwitch[] {
        Ipv4Switch.SRC_VMARK, Ipv4Switch.RP_FILTER, Ipv4Switch.FORWARDING, Ipv6Switch.FORWARDING
      }) {
        IpSetting setting = IpSetting.ofAll(which);
        int changed = netlink.setting(setting) == 0 ? 1 : 0;
        int elsewhere = other.netlink().setting(setting);

        netlink.changeSetting(setting, changed);

        assertThat(netlink.setting(setting)).isEqualTo(changed);
        assertThat(witness(setting)).isEqualTo("" + changed);
        assertThat(other.netlink().setting(setting)).isEqualTo(elsewhere);
      }
    }
  }

  @Test
  void shouldHandForwardingOnToTheLinks() throws Exception {
    for (IpSwitch which : new IpSwitch[] {Ipv4Switch.FORWARDING, Ipv6Switch.FORWARDING}) {
      netlink.changeSetting(IpSetting.ofAll(which), 0);
      netlink.changeSetting(IpSetting.ofAll(which), 1);

      assertThat(netlink.setting(IpSetting.ofLink(VLAN, which))).isOne();
      assertThat(netlink.setting(IpSetting.ofNewLinks(which))).isOne();
    }
    int seen = 0;
    for (JsonNode one : host.ip("netconf show")) {
      assertThat(one.get("forwarding").asBoolean()).as("%s", one).isTrue();
      seen++;
    }
    assertThat(seen).as("all, default, and three links, of each version").isEqualTo(10);
  }

  @Test
  void shouldGiveNewLinksWhatIsSaidForThem() {
    int before = netlink.setting(IpSetting.ofLink(VLAN, Ipv6Switch.DISABLE_IPV6));
    netlink.changeSetting(IpSetting.ofNewLinks(Ipv6Switch.DISABLE_IPV6), 1 - before);
    netlink.changeSetting(IpSetting.ofNewLinks(Ipv4Switch.ARP_IGNORE), 3);

    InterfaceName later = InterfaceName.of("later");
    host.create(LinkSpec.veth(later, InterfaceName.of("peer")));

    assertThat(netlink.setting(IpSetting.ofLink(later, Ipv6Switch.DISABLE_IPV6)))
        .isEqualTo(1 - before);
    assertThat(netlink.setting(IpSetting.ofLink(later, Ipv4Switch.ARP_IGNORE))).isEqualTo(3);
    assertThat(netlink.setting(IpSetting.ofLink(VLAN, Ipv6Switch.DISABLE_IPV6))).isEqualTo(before);
  }

  @Test
  void shouldChangeTheSettingsOfALink() {
    IpSetting filter = IpSetting.ofLink(VLAN, Ipv4Switch.RP_FILTER);
    netlink.changeSetting(filter, 2);
    assertThat(witness(filter)).isEqualTo("2");
    assertThat(netlink.setting(filter)).isEqualTo(2);

    for (Map.Entry<Ipv6Switch, Integer> one : Map.of(
            Ipv6Switch.ACCEPT_RA, 2,
            Ipv6Switch.KEEP_ADDR_ON_DOWN, -1,
            Ipv6Switch.MTU, 1300,
            Ipv6Switch.ROUTER_SOLICITATIONS, 0)
        .entrySet()) {
      IpSetting setting = IpSetting.ofLink(VLAN, one.getKey());
      netlink.changeSetting(setting, one.getValue());
      assertThat(witness(setting)).isEqualTo("" + one.getValue());
      assertThat(netlink.setting(setting)).isEqualTo(one.getValue());
    }
  }

  /** What a kernel has not got, it has not got in either way. */
  @Test
  void shouldReadEverySettingAsTheFilesHaveIt() {
    // The names of these are not the kernel's for the numbers: other files hold 0.
    for (Ipv4Switch which :
        List.of(Ipv4Switch.NOPOLICY, Ipv4Switch.ARPFILTER, Ipv4Switch.SRC_VMARK)) {
      netlink.changeSetting(IpSetting.ofLink(VLAN, which), 1);
    }
    Map<String, String> files = files();
    int read = 0;
    for (IpSwitch which : allSwitches()) {
      for (IpSetting setting : new IpSetting[] {
        IpSetting.ofAll(which), IpSetting.ofNewLinks(which), IpSetting.ofLink(VLAN, which)
      }) {
        Optional<Integer> value = find(setting);
        assertThat(value.map(Object::toString))
            .as("%s", setting)
            .isEqualTo(Optional.ofNullable(files.get(setting.sysctl().file())));
        read += value.isPresent() ? 1 : 0;
      }
    }
    System.out.printf("%d settings read of %d files%n", read, files.size());
    assertThat(read).isGreaterThan(240);
  }

  private static IpSwitch[] allSwitches() {
    return Stream.concat(Stream.of(Ipv4Switch.values()), Stream.of(Ipv6Switch.values()))
        .toArray(IpSwitch[]::new);
  }

  private Optional<Integer> find(IpSetting setting) {
    try {
      return Optional.of(netlink.setting(setting));
    } catch (NetlinkException e) {
      assertThat(e.errno()).contains(Errno.ENOENT);
      return Optional.empty();
    }
  }

  /** Returns what each file holds that can be read, by a process inside the namespace. */
  private Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    Witness.run(
            host.namespace(),
            "sh",
            "-c",
            "for d in all default a.7; do"
                + " grep -sH . /proc/sys/net/ipv4/conf/$d/* /proc/sys/net/ipv6/conf/$d/*;"
                + " done; true")
        .lines()
        .forEach(line -> {
          int colon = line.indexOf(':');
          files.put(line.substring(0, colon), line.substring(colon + 1));
        });
    return files;
  }

  @Test
  void shouldSayThatThereIsNoSuchLinkOrSetting() {
    InterfaceName absent = InterfaceName.of("absent");
    NetlinkException noLink =
        refused(() -> netlink.setting(IpSetting.ofLink(absent, Ipv4Switch.FORWARDING)));
    assertThat(noLink.errno()).contains(Errno.ENODEV);
    NetlinkException noFile =
        refused(() -> netlink.changeSetting(IpSetting.ofLink(absent, Ipv6Switch.FORWARDING), 1));
    assertThat(noFile.errno()).contains(Errno.ENOENT);
    assertThat(noFile)
        .hasMessageContaining("cannot set net.ipv6.conf.absent.forwarding=1 in " + host.namespace())
        .hasMessageContaining("no such link");

    netlink.changeLink(VLAN, LinkChange.builder().mtu(1200).build());
    assertThat(refused(() -> netlink.setting(IpSetting.ofLink(VLAN, Ipv6Switch.MTU)))
            .errno())
        .as("too small for IPv6")
        .contains(Errno.ENOENT);
  }

  @Test
  void shouldSayThatALinkHasNoIpv4() {
    InterfaceName wg0 = InterfaceName.of("wg0");
    host.create(LinkSpec.wireguard(wg0));
    netlink.changeLink(wg0, LinkChange.builder().mtu(60).build());
    NetlinkException refusal =
        refused(() -> netlink.setting(IpSetting.ofLink(wg0, Ipv4Switch.SRC_VMARK)));
    assertThat(refusal.errno()).contains(Errno.ENOENT);
    assertThat(refusal).hasMessageContaining("its MTU is below 68");
  }

  @Test
  void shouldSayThatTheKernelDoesNotTakeAValue() {
    NetlinkException refusal =
        refused(() -> netlink.changeSetting(IpSetting.ofLink(VLAN, Ipv6Switch.MTU), 1279));
    assertThat(refusal.errno()).contains(Errno.EINVAL);
    assertThat(refusal).hasMessageContaining("cannot set net.ipv6.conf.a/7.mtu=1279");
  }

  /** What a container is: all capabilities over its network, and no writable file. */
  @Test
  void shouldChangeIpv4OfALinkWhereFilesAreReadOnly() throws Exception {
    ReadOnlySettings.call(() -> {
      for (Ipv4Switch which :
          new Ipv4Switch[] {Ipv4Switch.FORWARDING, Ipv4Switch.SRC_VMARK, Ipv4Switch.RP_FILTER}) {
        IpSetting setting = IpSetting.ofLink(VLAN, which);
        int changed = netlink.setting(setting) == 0 ? 1 : 0;
        netlink.changeSetting(setting, changed);
        assertThat(witness(setting)).isEqualTo("" + changed);
      }
      return null;
    });
  }

  @Test
  void shouldPrintTheCureWhereFilesAreReadOnly() throws Exception {
    IpSetting mark = IpSetting.ofAll(Ipv4Switch.SRC_VMARK);
    netlink.changeSetting(mark, 0);
    NetlinkException ofAll =
        ReadOnlySettings.call(() -> refused(() -> netlink.changeSetting(mark, 1)));
    assertThat(ofAll.errno()).contains(Errno.EROFS);
    assertThat(ofAll)
        .hasMessageContaining(
            "cannot set net.ipv4.conf.all.src_valid_mark=1 in " + host.namespace())
        .hasMessageContaining("--sysctl net.ipv4.conf.all.src_valid_mark=1")
        .hasMessageContaining("ProtectKernelTunables")
        .hasMessageEndingWith("of one link it can be changed here, too");
    assertThat(witness(mark)).isEqualTo("0");

    IpSetting ofLink = IpSetting.ofLink(VLAN, Ipv6Switch.KEEP_ADDR_ON_DOWN);
    NetlinkException refusal =
        ReadOnlySettings.call(() -> refused(() -> netlink.changeSetting(ofLink, 1)));
    assertThat(refusal.errno()).contains(Errno.EROFS);
    assertThat(refusal)
        .hasMessageContaining("--sysctl net.ipv6.conf.a/7.keep_addr_on_down=1")
        .hasMessageEndingWith("--sysctl net.ipv6.conf.default.keep_addr_on_down=1");
  }

  @Test
  void shouldTakeTheValueThatAReadOnlyFileHas() throws Exception {
    IpSetting mark = IpSetting.ofAll(Ipv4Switch.SRC_VMARK);
    netlink.changeSetting(mark, 1);
    ReadOnlySettings.call(() -> {
      netlink.changeSetting(mark, 1);
      return null;
    });
    assertThat(witness(mark)).isEqualTo("1");
  }

  @Test
  void shouldSayWhatAnotherUserNeeds() {
    // It may not enter the namespace of the test, so its own has to do: root's, here.
    try (NetworkNamespace here = NetworkNamespace.current();
        RouteNetlink own = RouteNetlink.open(here)) {
      IpSetting tag = IpSetting.ofNewLinks(Ipv4Switch.TAG);
      int other = own.setting(tag) + 1;
      Throwable refusal = OtherUser.failureOf(() -> {
            own.changeSetting(tag, other);
            return null;
          })
          .orElseThrow();
      assertThat(refusal)
          .isInstanceOf(NetlinkException.class)
          .hasMessageContaining("EACCES")
          .hasMessageContaining("CAP_NET_ADMIN")
          .hasMessageContaining("--sysctl " + tag + "=" + other);
      assertThat(own.setting(tag)).isEqualTo(other - 1);
    }
  }

  private static NetlinkException refused(ThrowingCallable call) {
    NetlinkException refusal = catchThrowableOfType(NetlinkException.class, call);
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }

  private String witness(IpSetting setting) {
    return Witness.run(host.namespace(), "cat", setting.sysctl().file()).strip();
  }
}

package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.RouteNetlink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AddressTests {
  private TestHost host;
  private RouteNetlink netlink;
  private int a;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
    a = host.createPair("a", "b").index();
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  @Test
  void shouldAddAndDeleteAddresses() throws Exception {
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00:1::16/128").withoutDad());

    assertThat(cidrs(a)).contains("172.29.1.16/24", "fd00:1::16/128");
    assertThat(witnessed("a")).containsExactlyInAnyOrderElementsOf(cidrs(a));

    netlink.deleteAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    netlink.deleteAddress(a, InterfaceAddress.parse("fd00:1::16/128"));

    assertThat(cidrs(a)).doesNotContain("172.29.1.16/24", "fd00:1::16/128");
    assertThat(witnessed("a")).containsExactlyInAnyOrderElementsOf(cidrs(a));
  }

  @Test
  void shouldUseAnAddressAtOnceWithoutDuplicateAddressDetection() {
    netlink.addAddress(a, InterfaceAddress.parse("fd00::1/64").withoutDad());

    InterfaceAddress added = find("fd00::1/64");
    assertThat(added.isUsable()).isTrue();
    assertThat(added.flags()).contains(AddressFlag.NODAD, AddressFlag.PERMANENT);
  }

  @Test
  void shouldSayThatAnAddressIsTentative() {
    netlink.addAddress(a, InterfaceAddress.parse("fd00::2/64"));

    assertThat(find("fd00::2/64").isUsable()).isFalse();
  }

  @Test
  void shouldLeaveOutTheRouteToTheNetworkWhenAsked() throws Exception {
    netlink.addAddress(
        a, InterfaceAddress.parse("172.29.1.16/24").withFlag(AddressFlag.NOPREFIXROUTE));

    assertThat(find("172.29.1.16/24").flags()).contains(AddressFlag.NOPREFIXROUTE);
    assertThat(host.ip("-4 route show")).isEmpty();
  }

  @Test
  void shouldRefuseASecondOfTheSame() {
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24")))
        .withMessageContaining("add address 172.29.1.16/24 to link " + a)
        .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue());
  }

  @Test
  void shouldRefuseToDeleteWhatIsNotThere() {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.deleteAddress(a, InterfaceAddress.parse("172.29.1.16/24")))
        .satisfies(e -> assertThat(e.is(Errno.EADDRNOTAVAIL)).isTrue());
  }

  @Test
  void shouldReplaceTheLifetimesOfAnAddress() {
    InterfaceAddress forEver = InterfaceAddress.parse("fd00::3/64").withoutDad();
    netlink.addAddress(a, forEver);

    netlink.replaceAddress(
        a,
        find("fd00::3/64").toBuilder()
            .lifetimes(Duration.ofHours(2), Duration.ZERO)
            .build());

    InterfaceAddress now = find("fd00::3/64");
    assertThat(now.validLifetime().orElseThrow())
        .isBetween(Duration.ofHours(1), Duration.ofHours(2));
    assertThat(now.preferredLifetime()).contains(Duration.ZERO);
    assertThat(now.has(AddressFlag.DEPRECATED)).isTrue();
    assertThat(now.has(AddressFlag.PERMANENT)).isFalse();

    netlink.replaceAddress(a, forEver);
    assertThat(find("fd00::3/64").has(AddressFlag.PERMANENT)).isTrue();
  }

  @Test
  void shouldRemoveAnAddressWhoseTimeIsOver() throws Exception {
    netlink.addAddress(
        a,
        InterfaceAddress.parse("172.29.1.16/24").toBuilder()
            .lifetimes(Duration.ofSeconds(1), Duration.ofSeconds(1))
            .build());

    for (int i = 0; i < 200 && cidrs(a).contains("172.29.1.16/24"); i++) {
      Thread.sleep(100);
    }
    assertThat(cidrs(a)).doesNotContain("172.29.1.16/24");
  }

  @Test
  void shouldReadOneAddress() {
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    netlink.addAddress(a, InterfaceAddress.parse("fd00::3/64").withoutDad());

    for (String text : List.of("172.29.1.16/24", "fd00::3/64")) {
      InterfaceAddress address = find(text);
      assertThat(netlink.address(a, address.address())).contains(address);
      assertThat(netlink.address(host.indexOf("b"), address.address())).isEmpty();
      assertThat(netlink.address(4711, address.address())).isEmpty();
    }
  }

  @Test
  void shouldSayWhoMadeAnAddress() {
    netlink.addAddress(
        a, InterfaceAddress.parse("172.29.1.16/24").toBuilder().protocol(87).build());
    InterfaceAddress added = find("172.29.1.16/24");
    assumeTrue(added.protocol() != 0, "this kernel keeps no protocol of an address");
    assertThat(added.protocol()).isEqualTo(87);
  }

  @Test
  void shouldRefuseToPreferAnAddressForLongerThanItIsValid() {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addAddress(
            a,
            InterfaceAddress.parse("172.29.1.16/24").toBuilder()
                .lifetimes(Duration.ofSeconds(10), Duration.ofSeconds(11))
                .build()))
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
  }

  @Test
  void shouldTellTheAddressesOfOneLinkFromThoseOfAll() {
    int b = host.indexOf("b");
    netlink.addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    netlink.addAddress(b, InterfaceAddress.parse("172.29.2.16/24"));

    assertThat(cidrs(a)).contains("172.29.1.16/24").doesNotContain("172.29.2.16/24");
    assertThat(netlink.addresses().get(b).stream().map(InterfaceAddress::toString))
        .contains("172.29.2.16/24")
        .doesNotContain("172.29.1.16/24");
    assertThat(netlink.addresses(4711)).isEmpty();
  }

  private InterfaceAddress find(String cidr) {
    return netlink.addresses(a).stream()
        .filter(address -> address.toString().equals(cidr))
        .findFirst()
        .orElseThrow();
  }

  private List<String> cidrs(int index) {
    return netlink.addresses(index).stream().map(InterfaceAddress::toString).toList();
  }

  private List<String> witnessed(String link) throws Exception {
    List<String> cidrs = new ArrayList<>();
    for (JsonNode address : host.ip("address show dev " + link).get(0).get("addr_info")) {
      cidrs.add(address.get("local").asText() + "/" + address.get("prefixlen").asInt());
    }
    return cidrs;
  }
}

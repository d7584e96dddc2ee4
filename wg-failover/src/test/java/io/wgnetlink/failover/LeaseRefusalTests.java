package io.wgnetlink.failover;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.failover.model.ConfigurationRefusedException;
import io.wgnetlink.failover.model.ConfigurationRefusedException.Reason;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.simulation.FakeNftables;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.nftables.NftablesChange;
import io.wgnetlink.nftables.NftablesMissingException;
import io.wgnetlink.nftables.Table;
import io.wgnetlink.route.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where there is no lease, and where there must be none. */
class LeaseRefusalTests {
  private final LeasedScenery leased = new LeasedScenery(Scenery.routes());
  private final Scenery s = leased.s;
  private final FakeNftables nftables = leased.nftables;
  private final List<String> told = leased.told;

  @Test
  void shouldSayThatThereIsNoLeaseInAllowedIpsMode() {
    LeasedScenery shared = new LeasedScenery(Scenery.allowedIps());
    try (FailoverController controller = shared.controller()) {
      controller.start();
      assertThat(shared.told).singleElement().asString().startsWith("NONE: no lease: allowed IPs");
      assertThat(controller.explain()).contains("no lease: allowed IPs");
    }
  }

  @Test
  void shouldSayThatThereIsNoLeaseWithoutNftablesAndUseTheMainTable() {
    FailoverController.Builder builder = s.builder(
            FailoverConfiguration.of(s.group).lease(Lease.DEFAULT).build())
        .nftables(() -> {
          throw new NftablesMissingException(
              new NetlinkException("use nf_tables", Errno.EINVAL, ExtendedAck.NONE, ""));
        })
        .executor(Runnable::run)
        .listener(leased.listener);
    s.busy();
    try (FailoverController controller = builder.build()) {
      controller.start();
      s.time.pass(20 * SECOND);
      assertThat(told).singleElement().asString().startsWith("NONE").contains("CONFIG_NF_TABLES");
      assertThat(s.wayToB()).isEqualTo("direct");
    }
  }

  @Test
  void shouldSayThatStrictFilteringLeavesNoLease() {
    s.kernel.settings.put("net.ipv4.conf.wgB.rp_filter", 1);
    try (FailoverController controller = leased.controller()) {
      controller.start();
      assertThat(told)
          .singleElement()
          .asString()
          .startsWith("NONE")
          .contains("net.ipv4.conf.wgB.rp_filter to 2");
    }
  }

  @Test
  void shouldRefuseWhatIsSomebodyElses() {
    s.kernel.addRule(Rule.builder(AddressFamily.IPV6).priority(5157).lookup(7).build());
    assertThatExceptionOfType(ConfigurationRefusedException.class)
        .isThrownBy(leased::controller)
        .withMessageContaining("priority 5157")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LEASE_TAKEN));
    assertThat(nftables.closed).isEqualTo(1);
  }

  @Test
  void shouldRefuseAForeignTableAndAFwMarkWithTheBit() {
    nftables.apply(List.of(new NftablesChange.CreateTable(Table.of(LeasedScenery.TABLE))));
    assertThatExceptionOfType(ConfigurationRefusedException.class)
        .isThrownBy(leased::controller)
        .withMessageContaining("table inet wg_failover");
    nftables.flush();
    s.kernel.fwmark("wgA", Lease.MARK_BIT | 7);
    assertThatExceptionOfType(ConfigurationRefusedException.class)
        .isThrownBy(leased::controller)
        .withMessageContaining("0x10000007 of wgA");
  }

  @Test
  void shouldRefuseOneTableForBothKindsOfRoutes() {
    FailoverConfiguration.Builder same =
        FailoverConfiguration.of(s.group).table(Lease.TABLE).lease(Lease.DEFAULT);
    assertThatIllegalArgumentException().isThrownBy(same::build);
  }

  /** Its nftables table has the one name that there is for it, wherever the rest is. */
  @Test
  void shouldRefuseTheTableOfAControllerWithAnotherProtocol() {
    try (FailoverController controller = leased.controller()) {
      controller.start();
      Lease elsewhere = new Lease(Lease.DURATION, 1, 99, 77);
      FailoverController.Builder other = s.builder(
              FailoverConfiguration.of(s.group).protocol(0x58).lease(elsewhere).build())
          .nftables(() -> nftables);
      assertThatExceptionOfType(ConfigurationRefusedException.class)
          .isThrownBy(other::build)
          .withMessageContaining("table inet wg_failover");
    }
  }
}

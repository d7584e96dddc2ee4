package io.wgnetlink.failover.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.nftables.Expression;
import io.wgnetlink.nftables.RegisterValue;
import io.wgnetlink.nftables.SetElement;
import io.wgnetlink.nftables.TableFamily;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeaseFilterTests {
  private static LeaseFilter filter(Set<Integer> marks, String... prefixes) {
    return new LeaseFilter(
        Lease.DEFAULT, 0x57, Stream.of(prefixes).map(IpPrefix::parse).toList(), marks);
  }

  private static List<String> intervals(AddressFamily family, String... prefixes) {
    return filter(Set.of(), prefixes).intervals(family).stream()
        .map(e -> e.key() + (e.intervalEnd() ? " end" : ""))
        .toList();
  }

  @Test
  void shouldMakeIntervalsOfPrefixes() {
    assertThat(intervals(AddressFamily.IPV4, "172.29.0.16/28", "10.0.0.0/8", "fd00::/64"))
        .containsExactlyInAnyOrder("0xac1d0010", "0xac1d0020 end", "0x0a000000", "0x0b000000 end");
    assertThat(intervals(AddressFamily.IPV6, "fd00::ff00/120", "10.0.0.0/8"))
        .containsExactly(
            "0xfd00000000000000000000000000ff00", "0xfd000000000000000000000000010000 end");
  }

  /** The last prefix ends with the addresses, and so does one without length. */
  @Test
  void shouldLeaveTheEndOpenWhereNoAddressComesAfter() {
    assertThat(intervals(AddressFamily.IPV4, "192.0.0.0/2")).containsExactly("0xc0000000");
    assertThat(intervals(AddressFamily.IPV4, "0.0.0.0/0")).containsExactly("0x00000000");
    assertThat(intervals(AddressFamily.IPV4, "255.255.255.255/32")).containsExactly("0xffffffff");
  }

  @Test
  void shouldLeaveOutPrefixesInsideOthers() {
    assertThat(intervals(AddressFamily.IPV4, "10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/9"))
        .containsExactly("0x0a000000", "0x0b000000 end");
  }

  @Test
  void shouldMarkOnlyFamiliesThatHavePrefixes() {
    LeaseFilter filter = filter(Set.of(), "fd00::/64");
    assertThat(filter.alive())
        .containsExactly(SetElement.of(RegisterValue.ofFamily(TableFamily.IPV6))
            .withTimeout(Duration.ofSeconds(30)));
    assertThat(filter.rules())
        .extracting(rule -> rule.chain().name())
        .containsExactly("output", "prerouting");
  }

  @Test
  void shouldLeaveEveryFwMarkAlone() {
    assertThat(filter(Set.of(0xca6c, 7), "fd00::/64").rules().get(0).expressions())
        .filteredOn(e -> e instanceof Expression.Compare compare
            && compare.operator() == Expression.Operator.NOT_EQUAL)
        .hasSize(2);
  }

  @Test
  void shouldBeAliveWhenEveryFamilyIs() {
    LeaseFilter filter = filter(Set.of(), "fd00::/64", "10.0.0.0/8");
    assertThat(filter.isAlive(filter.alive())).isTrue();
    assertThat(filter.isAlive(filter.forGood())).isTrue();
    assertThat(filter.isAlive(filter.alive().subList(0, 1))).isFalse();
    assertThat(filter.isAlive(List.of())).isFalse();
  }
}

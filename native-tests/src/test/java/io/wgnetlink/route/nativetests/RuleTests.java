package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.PortRange;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RuleTests {
  private TestHost host;
  private RouteNetlink netlink;

  @BeforeEach
  void setUp() {
    host = new TestHost();
    netlink = host.netlink();
  }

  @AfterEach
  void tearDown() {
    host.close();
  }

  private static Rule.Builder ipv4() {
    return Rule.builder(AddressFamily.IPV4);
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveTheKernelsOwnRules(AddressFamily family) {
    assertThat(netlink.rules(family))
        .first()
        .isEqualTo(Rule.builder(family).priority(0).lookup(255).protocol(2).build());
    assertThat(netlink.rules())
        .hasSize(5)
        .containsAll(netlink.rules(family))
        .extracting(Rule::family)
        .isSorted();
  }

  @ParameterizedTest
  @EnumSource
  void shouldReturnThePriorityThatTheKernelChose(AddressFamily family) {
    Rule first = netlink.addRule(Rule.builder(family).mark(1).lookup(1000).build());
    Rule second = netlink.addRule(Rule.builder(family).mark(2).lookup(1000).build());

    assertThat(first.priority()).contains(32765);
    assertThat(second.priority()).contains(32764);
    assertThat(netlink.rules(family)).contains(first, second);
  }

  @ParameterizedTest
  @EnumSource
  void shouldAddAndDeleteAtPriority0(AddressFamily family) {
    List<Rule> before = netlink.rules(family);
    Rule rule = Rule.builder(family).priority(0).mark(1).lookup(1000).build();

    assertThat(netlink.addRule(rule)).isEqualTo(rule);
    assertThat(netlink.rules(family)).containsSubsequence(before.get(0), rule, before.get(1));

    netlink.deleteRule(rule);
    assertThat(netlink.rules(family)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseToAddWhereARuleIs(AddressFamily family) {
    Rule rule = Rule.builder(family).priority(5).mark(1).lookup(1000).build();
    netlink.addRule(rule);

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addRule(rule))
        .withMessageContaining(
            "cannot add rule " + family + " priority 5 from all fwmark 0x1 lookup 1000")
        .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue());
    assertThat(netlink.rules(family)).filteredOn(rule::equals).hasSize(1);
  }

  /**
   * A prefix that is left open agrees with any, and whether a rule is inverted is not looked at.
   */
  @Test
  void shouldRefuseToAddWhereTheKernelSeesNoDifference() {
    Rule rule =
        ipv4().priority(5).source(IpPrefix.parse("10.0.0.0/8")).lookup(1000).build();
    netlink.addRule(rule);

    for (Rule like : List.of(
        ipv4().priority(5).lookup(1000).build(), rule.toBuilder().inverted().build())) {
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> netlink.addRule(like))
          .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue());
    }
    netlink.addRule(rule.toBuilder().mark(1).build());
    netlink.addRule(ipv4().priority(5).mark(2).lookup(1000).build());
  }

  @Test
  void shouldRefuseToDeleteAnotherRuleThanTheOneThatIsMeant() {
    Rule marked =
        netlink.addRule(ipv4().priority(5).mark(1).lookup(1000).protocol(4).build());
    Rule open = netlink.addRule(ipv4().priority(5).lookup(1000).protocol(87).build());
    Rule inverted = netlink.addRule(ipv4()
        .priority(6)
        .inverted()
        .source(IpPrefix.parse("10.0.0.0/8"))
        .lookup(1000)
        .build());
    List<Rule> before = netlink.rules();

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.deleteRule(open.toBuilder().protocol(0).build()))
        .withMessage("cannot delete rule IPV4 priority 5 from all lookup 1000 proto 0: the kernel"
            + " would delete '" + marked + "', the first rule that it applies to")
        .satisfies(e -> assertThat(e.errno()).isEmpty());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.deleteRule(
            ipv4().priority(6).source(IpPrefix.parse("10.0.0.0/8")).lookup(1000).build()))
        .withMessageContaining("would delete '" + inverted);
    assertThat(netlink.rules()).isEqualTo(before);

    netlink.deleteRule(open);
    netlink.deleteRule(inverted);
    assertThat(netlink.rules()).contains(marked).doesNotContain(open, inverted);
  }

  @Test
  void shouldSayThatThereIsNoSuchRule() {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.deleteRule(ipv4().priority(5).lookup(1000).build()))
        .withMessageContaining("cannot delete rule IPV4 priority 5 from all lookup 1000")
        .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue());
  }

  @Test
  void shouldDeleteTheFirstOfItsKindWithoutAPriority() {
    Rule rule = ipv4().mark(1).lookup(1000).build();
    netlink.addRule(rule.toBuilder().priority(7).build());
    netlink.addRule(rule.toBuilder().priority(9).build());

    netlink.deleteRule(rule);

    assertThat(netlink.rules()).contains(rule.toBuilder().priority(9).build());
    assertThat(netlink.rules()).doesNotContain(rule.toBuilder().priority(7).build());
  }

  @Test
  void shouldNotLeaveARuleThatSelectsMoreThanItWasAskedTo() {
    List<Rule> before = netlink.rules();

    // IPv6 has no realms, and the kernel does not say so.
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addRule(
            Rule.builder(AddressFamily.IPV6).mark(1).lookup(1000).realms(5).build()))
        .withMessageContaining("this kernel does not know a part of it")
        .withMessageContaining(
            "made 'IPV6 priority 32765 from all fwmark 0x1 lookup 1000 proto 0'");
    assertThat(netlink.rules()).isEqualTo(before);
  }

  /** The deletion of what the kernel made would hit another rule, which says more. */
  @Test
  void shouldSayThatARuleIsStillThere() {
    Rule.Builder rule = Rule.builder(AddressFamily.IPV6).priority(5).lookup(1000);
    Rule foreign = netlink.addRule(rule.mark(7).build());

    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addRule(
            Rule.builder(AddressFamily.IPV6).priority(5).lookup(1000).realms(5).build()))
        .withMessageContaining("which is still there")
        .withMessageContaining("would delete '" + foreign);
    assertThat(netlink.rules(AddressFamily.IPV6)).contains(foreign);
  }

  @Test
  void shouldSelectByCodePointWhereTheKernelCan() {
    Rule rule = ipv4().priority(5).dscp(46).lookup(1000).build();
    addOrSkip(rule, "code points");
    addOrSkip(rule.toBuilder().priority(6).dscp(8, 0x38).build(), "masks of code points");
  }

  @Test
  void shouldSelectByFlowLabelWhereTheKernelCan() {
    Rule.Builder rule = Rule.builder(AddressFamily.IPV6).priority(5).lookup(1000);
    addOrSkip(rule.flowLabel(0x300, 0xf00).build(), "flow labels");
    addOrSkip(rule.priority(6).flowLabel(0x12345).build(), "flow labels");
  }

  @Test
  void shouldSelectByBitsOfAPortWhereTheKernelCan() {
    addOrSkip(
        ipv4().priority(5).sourcePorts(PortRange.masked(0x1000, 0xff00)).build(), "port masks");
  }

  /** A kernel that does not know a part must not make the rule without it. */
  private void addOrSkip(Rule rule, String what) {
    List<Rule> before = netlink.rules();
    Rule made;
    try {
      made = netlink.addRule(rule);
    } catch (NetlinkException e) {
      assertThat(e).hasMessageContaining("this kernel does not know a part of it");
      assertThat(netlink.rules()).isEqualTo(before);
      abort("this kernel's rules have no " + what);
      return;
    }
    assertThat(made).isEqualTo(rule);
    netlink.deleteRule(made);
    assertThat(netlink.rules()).isEqualTo(before);
  }

  @Test
  void shouldSayWhatTheKernelRefuses() {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(
            () -> netlink.addRule(ipv4().sourcePorts(PortRange.of(65535)).build()))
        .withMessageContaining("sport 65535")
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> netlink.addRule(ipv4().priority(9).gotoPriority(8).build()))
        .withMessageContaining("goto 8")
        .satisfies(e -> assertThat(e.is(Errno.EINVAL)).isTrue());
  }

  @Test
  void shouldTellOfWhatARuleWaitsFor() {
    Rule jump = netlink.addRule(ipv4().priority(5).gotoPriority(9).build());
    Rule byLink = netlink.addRule(
        ipv4().priority(6).iif(InterfaceName.of("wg7")).lookup(1000).build());
    assertThat(jump.isUnresolved()).isTrue();
    assertThat(byLink.flags()).isEqualTo(Rule.FLAG_IIF_DETACHED);

    netlink.addRule(ipv4().priority(9).action(RuleAction.NOP).build());
    assertThat(netlink.rules().get(1).isUnresolved()).isFalse();

    // In another state it is still the same rule.
    netlink.deleteRule(jump);
    netlink.deleteRule(byLink);
    assertThat(netlink.rules(AddressFamily.IPV4)).hasSize(4);
  }

  @Test
  void shouldDeleteWhatAnotherMadeWithAnAddressBeyondItsPrefix() throws Exception {
    host.ip("rule add priority 5 from 10.1.2.3/8 table 1000");
    Rule read = netlink.rules().get(1);
    assertThat(read.source()).contains(IpPrefix.parse("10.0.0.0/8"));

    netlink.deleteRule(read);
    assertThat(netlink.rules(AddressFamily.IPV4)).hasSize(3);

    netlink.addRule(read);
    JsonNode seen = host.ip("rule show priority 5").get(0);
    assertThat(seen.get("src").asText()).isEqualTo("10.1.2.3");
  }

  @Test
  void shouldReadRulesThatNeedManyDatagrams() throws Exception {
    for (int i = 0; i < 400; i++) {
      netlink.addRule(ipv4().priority(1000 + i).mark(i + 1).lookup(1000 + i).build());
    }
    // More than one datagram.
    assertThat(netlink.rules(AddressFamily.IPV4)).hasSize(403);
    assertThat(host.ip("rule show")).hasSize(403);
  }

  /** Some kernels repeat the last rule when another comes before the end of the answer. */
  @Test
  void shouldReadEachRuleOnceWhileOthersComeAndGo() throws Exception {
    List<Rule> stable = netlink.rules(AddressFamily.IPV4);
    Rule passing = ipv4().priority(5).lookup(1000).build();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (RouteNetlink others = RouteNetlink.open(host.namespace())) {
      Future<?> changes = other.submit(() -> {
        while (!done.get()) {
          others.addRule(passing);
          others.deleteRule(passing);
        }
      });
      for (int i = 0; i < 500; i++) {
        List<Rule> read = netlink.rules(AddressFamily.IPV4);
        assertThat(read.stream().filter(rule -> !rule.equals(passing)).toList())
            .as("reading %d", i)
            .isEqualTo(stable);
        assertThat(read.size()).isLessThanOrEqualTo(stable.size() + 1);
      }
      done.set(true);
      changes.get();
    } finally {
      done.set(true);
      other.shutdown();
    }
  }
}

package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.MaskedValue;
import io.wgnetlink.route.PortRange;
import io.wgnetlink.route.Rule;
import io.wgnetlink.route.RuleAction;
import io.wgnetlink.route.UidRange;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleMessagesTests {
  private static final Rule MARKED =
      ipv4().priority(100).mark(0x1, 0xff).lookup(1000).protocol(87).build();

  private static Rule.Builder ipv4() {
    return Rule.builder(AddressFamily.IPV4);
  }

  private static Rule.Builder ipv6() {
    return Rule.builder(AddressFamily.IPV6);
  }

  /** Returns the bytes as {@code ip} sends them, which asks for no echo. */
  private static byte[] bytes(Request request) {
    byte[] bytes = Capture.change(request);
    bytes[6] &= ~8; // NLM_F_ECHO
    return bytes;
  }

  private static List<Rule> received(String capture) {
    return Capture.of(capture).received().stream()
        .map(Capture::reader)
        .filter(RuleMessages::isRule)
        .map(RuleMessages::decode)
        .toList();
  }

  // What is sent, byte for byte.

  @Test
  void shouldAddByMarkAsIpDoes() {
    assertThat(bytes(RuleMessages.add(MARKED)))
        .isEqualTo(Capture.of("rule-add-mark").sent());
  }

  @Test
  void shouldSayPriority0AsIpDoes() {
    Rule rule = ipv4()
        .priority(0)
        .source(IpPrefix.parse("10.1.0.0/16"))
        .destination(IpPrefix.parse("10.2.0.0/16"))
        .iif(InterfaceName.of("v0"))
        .oif(InterfaceName.of("v1"))
        .lookup(100)
        .build();
    assertThat(bytes(RuleMessages.add(rule)))
        .isEqualTo(Capture.of("rule-add-first").sent());
  }

  @Test
  void shouldAddWithEveryRangeAsIpDoes() {
    Rule rule = ipv6()
        .priority(200)
        .inverted()
        .source(IpPrefix.parse("fd00::/64"))
        .ipProtocol(17)
        .sourcePorts(PortRange.of(51820))
        .destinationPorts(PortRange.of(1000, 2000))
        .uids(new UidRange(0, 999))
        .suppressPrefixLength(0)
        .build();
    assertThat(bytes(RuleMessages.add(rule))).isEqualTo(Capture.of("rule-add-6").sent());
  }

  @Test
  void shouldAddWhatLooksUpNothingAsIpDoes() {
    assertThat(bytes(
            RuleMessages.add(ipv4().priority(300).tos(0x10).gotoPriority(400).build())))
        .isEqualTo(Capture.of("rule-add-goto").sent());
    assertThat(
            bytes(RuleMessages.add(ipv4().priority(310).action(RuleAction.NOP).build())))
        .isEqualTo(Capture.of("rule-add-nop").sent());
    assertThat(bytes(RuleMessages.add(ipv4()
            .priority(320)
            .source(IpPrefix.parse("10.9.0.0/16"))
            .tunnelId(4711)
            .action(RuleAction.PROHIBIT)
            .build())))
        .isEqualTo(Capture.of("rule-add-prohibit").sent());
  }

  @Test
  void shouldAddRareLookupsAsIpDoes() {
    assertThat(bytes(RuleMessages.add(ipv4().priority(330).l3mdev().protocol(87).build())))
        .isEqualTo(Capture.of("rule-add-l3mdev").sent());
    assertThat(bytes(
            RuleMessages.add(ipv4().priority(340).lookup(100).suppressGroup(5).build())))
        .isEqualTo(Capture.of("rule-add-suppress-group").sent());
    assertThat(bytes(
            RuleMessages.add(ipv4().priority(350).lookup(100).realms(0x30004).build())))
        .isEqualTo(Capture.of("rule-add-realms").sent());
  }

  /** {@code ip} leaves the action open. */
  @Test
  void shouldDeleteAsIpDoesAndSayTheAction() {
    byte[] sent = Capture.of("rule-del").sent();
    sent[16 + 7] = (byte) RuleAction.LOOKUP.number();
    assertThat(bytes(RuleMessages.delete(MARKED))).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rule-add-6",
        "rule-add-first",
        "rule-add-goto",
        "rule-add-l3mdev",
        "rule-add-mark",
        "rule-add-nop",
        "rule-add-prohibit",
        "rule-add-realms",
        "rule-add-suppress-group"
      })
  void shouldWriteAgainWhatItReadInRequests(String capture) {
    byte[] sent = Capture.of(capture).sent();
    Rule rule = RuleMessages.decode(Capture.reader(sent));
    assertThat(bytes(RuleMessages.add(rule))).isEqualTo(sent);
  }

  @Test
  void shouldListOneFamilyAsIpDoes() {
    byte[] dump = Capture.of("rule-dump-4").sent();
    dump[7] = 0; // NLM_F_DUMP is the client's
    assertThat(Capture.question(RuleMessages.dump(AddressFamily.IPV4))).isEqualTo(dump);
  }

  /** The flags say what the kernel found; permanent, it would stay for ever. */
  @Test
  void shouldNotSendWhatTheKernelFound() {
    Rule found = MARKED.toBuilder().flags(-1).build();
    byte[] sent = bytes(RuleMessages.add(found));
    assertThat(HexFormat.of().formatHex(sent, 24, 28)).isEqualTo("00000100"); // FIND_SADDR
  }

  // What is received.

  @Test
  void shouldReadEveryKindOfIpv4Rule() {
    assertThat(received("rule-dump-4"))
        .extracting(Rule::toString)
        .containsExactly(
            "IPV4 priority 0 from all lookup 255 proto 2",
            "IPV4 priority 0 from 10.1.0.0/16 to 10.2.0.0/16 iif v0 oif v1 lookup 100 proto 0",
            "IPV4 priority 100 from all fwmark 0x1/0xff lookup 1000 proto 87",
            "IPV4 priority 300 from all tos 0x10 goto 400 proto 0",
            "IPV4 priority 310 from all nop proto 0",
            "IPV4 priority 320 from 10.9.0.0/16 tun_id 4711 prohibit proto 0",
            "IPV4 priority 330 from all l3mdev proto 87",
            "IPV4 priority 340 from all lookup 100 suppress_ifgroup 5 proto 0",
            "IPV4 priority 350 from all lookup 100 realms 3/4 proto 0",
            "IPV4 priority 32766 from all lookup 254 proto 2",
            "IPV4 priority 32767 from all lookup 253 proto 2");
    assertThat(received("rule-dump-4").get(2)).isEqualTo(MARKED);
    assertThat(received("rule-dump-4").get(3).isUnresolved()).isTrue();
  }

  @Test
  void shouldReadEveryKindOfIpv6Rule() {
    assertThat(received("rule-dump-6").get(1))
        .hasToString("IPV6 priority 200 not from fd00::/64 uidrange 0-999 ipproto 17 sport 51820"
            + " dport 1000-2000 lookup 254 suppress_prefixlength 0 proto 0");
  }

  @Test
  void shouldReadWhatNewerKernelsHave() {
    List<Rule> rules = received("rule-dump-new-4");
    assertThat(rules.get(1).dscp()).contains(new MaskedValue(4, 0x3c));
    assertThat(rules.get(2).dscp()).contains(new MaskedValue(46, 0x3f));
    assertThat(rules.get(2).tos()).isZero();
    assertThat(rules.get(3).sourcePorts()).contains(PortRange.masked(0x1000, 0xff00));
    assertThat(rules.get(6).destinationPorts()).contains(PortRange.of(53));
    assertThat(rules.get(6).flags()).isEqualTo(Rule.FLAG_FIND_SADDR);
    assertThat(received("rule-dump-new-6").get(1).flowLabel())
        .contains(new MaskedValue(0x300, 0xf00));
  }

  @Test
  void shouldWriteAgainWhatNoComponentHolds() {
    List<Rule> rules = received("rule-dump-new-4");

    Rule wide = rules.get(4);
    assertThat(wide.source()).contains(IpPrefix.parse("10.0.0.0/8"));
    assertThat(wide.otherAttributes()).as("FRA_SRC").hasSize(1);
    assertThat(HexFormat.of().formatHex(bytes(RuleMessages.delete(wide))))
        .contains("080002000a010203")
        .doesNotContain("080002000a000000");

    Rule odd = rules.get(5);
    assertThat(odd.iif()).isEmpty();
    assertThat(HexFormat.of().formatHex(bytes(RuleMessages.delete(odd))))
        .contains("0800030061206200");
  }

  @Test
  void shouldReadAShorterAndALongerMessage() {
    String header = "20000000" + "00000000" + "00000000";
    Rule bare = RuleMessages.decode(Capture.reader(
        HexFormat.of().parseHex("1c000000" + header + "02000000" + "fe000001" + "00000000")));
    assertThat(bare).isEqualTo(ipv4().priority(0).build());

    Rule longer = RuleMessages.decode(Capture.reader(HexFormat.of()
        .parseHex("34000000" + header + "02000000" + "fe000001" + "00000000"
            + "0c000f00" + "e8030000" + "ffffffff" // FRA_TABLE of 8 bytes
            + "0c00630001020304" + "05060708"))); // 99
    assertThat(longer.table()).isEqualTo(1000);
    assertThat(longer.otherAttributes()).hasSize(1);
    assertThat(HexFormat.of().formatHex(bytes(RuleMessages.add(longer))))
        .endsWith("0c0063000102030405060708");
  }

  @Test
  void shouldLeaveOutFamiliesThatItDoesNotKnow() {
    byte[] message = Capture.of("rule-dump-4").received().get(0);
    message[16] = (byte) 128; // RTNL_FAMILY_IPMR

    assertThat(RuleMessages.isRule(Capture.reader(message))).isFalse();
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> RuleMessages.decode(Capture.reader(message)))
        .withMessageContaining("family 128");
  }

  @Test
  void shouldRefuseBitsThatAFlowLabelDoesNotHave() {
    byte[] message = Capture.of("rule-dump-new-6").received().get(1);
    String hex = HexFormat.of().formatHex(message).replace("1a0000000300", "1a00f0000300");

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> RuleMessages.decode(Capture.reader(HexFormat.of().parseHex(hex))))
        .withMessageContaining("FRA_FLOWLABEL is 0xf0000300");
  }

  // Values.

  @Test
  void shouldRefuseWhatNoRuleCanHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ipv4().source(IpPrefix.parse("fd00::/64")).build())
        .withMessage("fd00::/64 in a rule for IPV4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ipv4().protocol(256).build())
        .withMessage("rule protocol 256 is not in 0 to 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ipv4().dscp(64).build())
        .withMessage("DSCP 64 is not in 0 to 63");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ipv6().flowLabel(1, 0x100000).build())
        .withMessage("flow label mask 1048576 is not in 0 to 1048575");
    assertThatIllegalArgumentException().isThrownBy(() -> PortRange.of(70000));
    assertThatIllegalArgumentException().isThrownBy(() -> new RuleAction(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuleMessages.add(ipv4().lookup(0).build()))
        .withMessageContaining("looks up no table");
  }

  @Test
  void shouldForgetWhatSelectsEveryPacket() {
    Rule rule = ipv6()
        .source(IpPrefix.parse("::/0"))
        .destination(IpPrefix.parse("::/0"))
        .mark(0, 0)
        .flowLabel(0, 0)
        .suppressPrefixLength(-1)
        .suppressGroup(-1)
        .build();
    assertThat(rule).isEqualTo(ipv6().build());
  }

  @Test
  void shouldSayWhatIsAsked() {
    assertThat(RuleMessages.add(MARKED).operation())
        .isEqualTo("add rule IPV4 priority 100 from all fwmark 0x1/0xff lookup 1000 proto 87");
    assertThat(RuleMessages.delete(ipv6().lookup(-1).build()).operation())
        .isEqualTo("delete rule IPV6 from all lookup 4294967295 proto 0");
    assertThat(RuleMessages.dump(AddressFamily.IPV6).operation()).isEqualTo("list rules IPV6");
  }

  // Which rule the kernel means.

  @Test
  void shouldKnowWhichRulesARequestAppliesTo() {
    Rule open = MARKED.toBuilder().protocol(0).build();
    Rule more = MARKED.toBuilder().source(IpPrefix.parse("10.0.0.0/8")).build();

    assertThat(RuleKeys.isSelected(open, MARKED)).isTrue();
    assertThat(RuleKeys.isSelected(MARKED, open)).isFalse();
    assertThat(RuleKeys.isSelected(MARKED, more)).isTrue();
    assertThat(RuleKeys.isSelected(more, MARKED)).isFalse();
    assertThat(RuleKeys.isSelected(MARKED, MARKED.toBuilder().inverted().build()))
        .isTrue();
    assertThat(RuleKeys.isSelected(MARKED, MARKED.toBuilder().mark(0x1, 0xfe).build()))
        .isFalse();
  }

  @Test
  void shouldKnowThatTheMaskOfAWholeCodePointIsNotSaid() {
    Rule whole = ipv4().priority(1).dscp(8).build();
    Rule some = ipv4().priority(1).dscp(8, 0x38).build();

    assertThat(RuleKeys.isSelected(whole, some)).isTrue();
    assertThat(RuleKeys.isSelected(some, whole)).isFalse();
    assertThat(RuleKeys.isSelected(some, some)).isTrue();
    assertThat(RuleKeys.isSelected(whole, ipv4().priority(1).dscp(16).build())).isFalse();
    assertThat(RuleKeys.isSelected(whole, ipv4().priority(1).build())).isFalse();
    assertThat(RuleKeys.isSelected(ipv4().priority(1).build(), whole)).isTrue();
  }

  @Test
  void shouldTakeARuleForTheSameInAnyState() {
    Rule found = MARKED.toBuilder().flags(Rule.FLAG_IIF_DETACHED).build();
    assertThat(RuleKeys.isSame(MARKED, found)).isTrue();
    assertThat(RuleKeys.isSame(MARKED.toBuilder().anyPriority().build(), found)).isTrue();
    assertThat(RuleKeys.isSame(MARKED.toBuilder().priority(99).build(), found)).isFalse();
    assertThat(RuleKeys.isSame(MARKED.toBuilder().inverted().build(), found)).isFalse();
  }

  @Test
  void shouldNotTakeAnAddressForItsPrefix() {
    Rule wide = received("rule-dump-new-4").get(4);
    Rule clean = wide.toBuilder().noOtherAttributes().build();
    assertThat(RuleKeys.isSame(wide, wide)).isTrue();
    assertThat(RuleKeys.isSame(clean, wide)).isFalse();
    assertThat(RuleKeys.isSame(wide, clean)).isFalse();
  }
}

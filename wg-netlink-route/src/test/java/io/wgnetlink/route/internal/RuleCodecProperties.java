package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.route.Rule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RuleCodecProperties {
  private static final List<byte[]> RECEIVED = Stream.of(
          "rule-dump-4", "rule-dump-6", "rule-dump-new-4", "rule-dump-new-6")
      .flatMap(name -> Capture.of(name).received().stream())
      .toList();

  @Provide
  Arbitrary<Rule> rules() {
    return RuleArbitraries.rules();
  }

  @Property
  void shouldWriteBackFibRuleHdr(@ForAll @Size(RuleMessage.LENGTH) byte[] bytes) {
    bytes[5] = 0; // reserved
    bytes[6] = 0;
    RuleMessage message =
        RuleMessage.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
    ByteBuffer again = ByteBuffer.allocate(bytes.length).order(ByteOrder.nativeOrder());
    message.encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Property
  void shouldReadBackARule(@ForAll("rules") Rule rule) {
    byte[] message = Capture.change(RuleMessages.add(rule));
    assertThat(RuleMessages.decode(Capture.reader(message))).isEqualTo(rule);
  }

  /** What a rule says applies to itself, and so does less of it. */
  @Property
  void shouldSelectItself(@ForAll("rules") Rule rule) {
    Rule.Builder bare = Rule.builder(rule.family()).action(rule.action()).table(rule.table());
    assertThat(RuleKeys.isSame(rule, rule)).isTrue();
    assertThat(RuleKeys.isSelected(rule, rule)).isTrue();
    assertThat(RuleKeys.isSelected(bare.build(), rule)).isTrue();
  }

  @Property
  void shouldTellRulesApart(@ForAll("rules") Rule one, @ForAll("rules") Rule other) {
    assertThat(RuleKeys.isSame(one, other)).isEqualTo(one.equals(other));
  }

  @Property
  void shouldEndOnAnyBytes(@ForAll @Size(max = 300) byte[] payload, @ForAll boolean six) {
    byte[] message = new byte[16 + payload.length];
    ByteBuffer.wrap(message)
        .order(ByteOrder.nativeOrder())
        .putInt(message.length)
        .putShort((short) RuleMessages.RTM_NEWRULE)
        .put(16, payload);
    if (payload.length > 0) {
      message[16] = (byte) (six ? AddressFamily.IPV6 : AddressFamily.IPV4).number();
    }
    decode(message);
  }

  /** Bytes of a real message, one of them changed: gets further into the attributes. */
  @Property
  void shouldEndOnABrokenRule(@ForAll @IntRange(min = 16, max = 127) int at, @ForAll byte changed) {
    for (byte[] received : RECEIVED) {
      if (at < received.length) {
        byte[] message = received.clone();
        message[at] = changed;
        decode(message);
      }
    }
  }

  private static void decode(byte[] message) {
    try {
      RuleMessages.isRule(Capture.reader(message));
      RuleMessages.decode(Capture.reader(message));
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, message.length);
    }
  }
}

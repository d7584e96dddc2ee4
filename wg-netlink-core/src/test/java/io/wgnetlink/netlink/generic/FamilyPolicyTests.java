package io.wgnetlink.netlink.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.fuzz.Corpus;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FamilyPolicyTests {
  private static final int SET_DEVICE = 1;

  @Test
  void shouldReadThePolicyOfNestedAttributes() {
    FamilyPolicy policy = captured("wireguard-7.2.hex");
    assertThat(policy.attribute(SET_DEVICE, 8))
        .contains(new AttributePolicy(OptionalInt.of(2), OptionalLong.empty()));
    assertThat(policy.attribute(SET_DEVICE, 8, 9, 4))
        .contains(new AttributePolicy(OptionalInt.empty(), OptionalLong.of(1)));
    assertThat(policy.attribute(SET_DEVICE, 8, 9, 5)).isEmpty();
    assertThat(policy.attribute(SET_DEVICE, 1, 1)).isEmpty();
    assertThat(policy.attribute(SET_DEVICE, 99)).isEmpty();
  }

  @Test
  void shouldNotSeeWhatTheKernelDoesNotShow() {
    FamilyPolicy policy = captured("wireguard-6.12.hex");
    assertThat(policy.attribute(SET_DEVICE, 8))
        .contains(new AttributePolicy(OptionalInt.empty(), OptionalLong.empty()));
    assertThat(policy.attribute(SET_DEVICE, 8, 9)).isEmpty();
  }

  @Test
  void shouldReadThePolicyOfTheControlFamily() {
    try (NetworkNamespace namespace = NetworkNamespace.current();
        NetlinkClient client = NetlinkClient.open(namespace, NetlinkProtocol.GENERIC)) {
      GenericFamily control = GenericFamily.resolve(client, "nlctrl");
      FamilyPolicy policy = FamilyPolicy.read(client, control);
      int getFamily = 3;
      assertThat(policy.attribute(getFamily, ControlAttribute.CTRL_ATTR_FAMILY_ID.type()))
          .isPresent();
      assertThat(policy.attribute(getFamily, 999)).isEmpty();
    }
  }

  private static FamilyPolicy captured(String file) {
    byte[] bytes = Corpus.of(PolicyFuzzer.class).get(file);
    return PolicyFuzzer.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
  }
}

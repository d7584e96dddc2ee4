package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.generic.AttributePolicy;
import io.wgnetlink.netlink.generic.FamilyPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is made of the policies of several kernels. */
class RemovalSupportTests {
  private static final Map<Integer, Integer> COMMANDS =
      Map.of(KernelWireGuard.WG_CMD_SET_DEVICE, 1);
  private static final AttributePolicy PLAIN =
      new AttributePolicy(OptionalInt.empty(), OptionalLong.empty());
  private static final AttributePolicy MASKED =
      new AttributePolicy(OptionalInt.empty(), OptionalLong.of(1));

  @Test
  void shouldTrustAPolicyThatShowsTheFlags() {
    assertThat(RemovalSupport.judge(nested(Map.of(4, MASKED)))).contains(Removal.FLAG);
    assertThat(RemovalSupport.judge(nested(Map.of(3, PLAIN)))).contains(Removal.DUMMY_PEER);
  }

  @Test
  void shouldKnowThatThereIsNoFlagWhereTheDeviceHasNoMask() {
    FamilyPolicy linux612 = new FamilyPolicy(COMMANDS, Map.of(1, Map.of(5, PLAIN, 8, PLAIN)));
    assertThat(RemovalSupport.judge(linux612)).contains(Removal.DUMMY_PEER);
  }

  @Test
  void shouldHaveToTryWhereTheDeviceHasAMaskAndNothingElseIsShown() {
    FamilyPolicy linux616 = new FamilyPolicy(COMMANDS, Map.of(1, Map.of(5, MASKED, 8, PLAIN)));
    assertThat(RemovalSupport.judge(linux616)).isEmpty();
  }

  private static FamilyPolicy nested(Map<Integer, AttributePolicy> allowedIp) {
    Map<Integer, Map<Integer, AttributePolicy>> policies = new HashMap<>();
    policies.put(1, Map.of(5, MASKED, 8, list(2)));
    policies.put(2, Map.of(9, list(3)));
    policies.put(3, allowedIp);
    return new FamilyPolicy(COMMANDS, policies);
  }

  private static AttributePolicy list(int element) {
    return new AttributePolicy(OptionalInt.of(element), OptionalLong.empty());
  }
}

package io.wgnetlink.failover;

import static io.wgnetlink.failover.Scenery.HUB_A;
import static io.wgnetlink.failover.Scenery.HUB_B;
import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import org.junit.jupiter.api.Test;

/** A controller that re-creates the peers of suspect tunnels. */
class ForcedHandshakeTests {
  private final Scenery s = Scenery.routes();

  ForcedHandshakeTests() {
    s.kernel.endpoint("wgB", HUB_B, "192.0.2.2:51820").endpoint("wgA", HUB_A, "192.0.2.1:51820");
    s.permanent.right.answersNudges = true;
    s.busy();
  }

  /** Lets time pass until the peer is re-created once. */
  private void passUntilRecreated() {
    while (recreations() == 0) {
      s.time.pass(20 * MILLIS);
    }
  }

  private void controlled(Runnable story) {
    try (FailoverController controller = s.controller()) {
      controller.start();
      s.time.pass(90 * SECOND);
      story.run();
    }
  }

  private long recreations() {
    return s.kernel.writes.stream().filter(w -> w.contains("removed=true")).count();
  }

  @Test
  void shouldSwitchWithinFiveSecondsAndComeBack() {
    controlled(() -> {
      assertThat(recreations()).isZero();
      s.direct.cut();
      s.time.pass(5 * SECOND);
      assertThat(s.switches).endsWith("permanent");
      assertThat(s.decisions.get(s.decisions.size() - 1).because().kind())
          .isEqualTo(Kind.HANDSHAKE_UNANSWERED);

      s.direct.heal();
      s.time.pass(45 * SECOND);
      assertThat(s.switches).endsWith("permanent", "direct");
      assertThat(s.wayToB()).isEqualTo("direct");
    });
  }

  @Test
  void shouldLeaveThePeerAsItWas() {
    String before = s.kernel.picture();
    controlled(() -> {
      s.direct.cut();
      s.time.pass(60 * SECOND);
      assertThat(recreations()).isPositive();
    });

    assertThat(s.kernel.picture()).isEqualTo(before);
  }

  @Test
  void shouldRestoreAPeerThatCouldNotBeAddedAgain() {
    String before = s.kernel.picture();
    int[] refusals = {3};
    controlled(() -> {
      s.kernel.onPeer = change -> {
        if (!change.removed() && refusals[0]-- > 0) {
          throw new NetlinkException("set WireGuard device", Errno.ENOMEM, ExtendedAck.NONE, "");
        }
      };
      s.direct.cut();
      String whole = s.kernel.picture();
      passUntilRecreated();
      s.time.pass(500 * MILLIS);
      assertThat(s.kernel.picture()).isNotEqualTo(whole);
      s.time.pass(2 * SECOND);
      assertThat(s.kernel.picture()).isEqualTo(whole);
      s.time.pass(60 * SECOND);
      assertThat(s.switches).contains("permanent");
    });

    assertThat(s.kernel.picture()).isEqualTo(before);
  }

  /** Without an endpoint a peer could not be written as it was; the kernel's verdict remains. */
  @Test
  void shouldLeaveAPeerAloneThatItCouldNotWriteAgain() {
    Scenery bare = Scenery.routes();
    bare.permanent.right.answersNudges = true;
    bare.busy();
    try (FailoverController controller = bare.controller()) {
      controller.start();
      bare.time.pass(90 * SECOND);
      bare.direct.cut();
      bare.time.pass(17 * SECOND);
      assertThat(bare.kernel.writes).noneMatch(w -> w.contains("removed=true"));
      assertThat(bare.decisions.get(bare.decisions.size() - 1).because().kind())
          .isEqualTo(Kind.KERNEL_VERDICT);
    }
  }

  @Test
  void shouldNotTakeItsOwnReCreationForAnotherPeer() {
    controlled(() -> {
      s.direct.cut();
      passUntilRecreated();
      s.direct.heal();
      s.time.pass(30 * SECOND);
      assertThat(s.changes)
          .extracting(c -> c.to())
          .doesNotContain(TunnelState.UNKNOWN, TunnelState.DOWN);
      assertThat(s.changes).extracting(c -> c.to()).endsWith(TunnelState.SUSPECT, TunnelState.UP);
    });
  }
}

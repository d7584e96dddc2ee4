package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.FlapDamping;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DampingTests {
  /** Lives and dies. */
  private static final class Mortal {
    final Damping damping = new Damping(10 * SECOND, FlapDamping.DEFAULT);
    long at;

    long dieAfter(long seconds) {
      damping.up(at);
      at += seconds * SECOND;
      damping.died(at);
      return damping.holdUp() / SECOND;
    }
  }

  private final Mortal tunnel = new Mortal();

  @Example
  void shouldDoubleTheHoldUpWithEachDeath() {
    List<Long> holdUps = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      holdUps.add(tunnel.dieAfter(0));
    }

    assertThat(holdUps).containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L);
  }

  @Example
  void shouldHalveTheHoldUpEachMinuteOfBeingUp() {
    for (int i = 0; i < 6; i++) {
      tunnel.dieAfter(0);
    }

    assertThat(tunnel.dieAfter(60)).isEqualTo(300);
    assertThat(tunnel.dieAfter(120)).isEqualTo(150);
    assertThat(tunnel.dieAfter(600)).isEqualTo(10);
  }

  @Example
  void shouldNotForgiveWhileTheTunnelIsHeldUp() {
    tunnel.dieAfter(0);
    tunnel.dieAfter(0);
    tunnel.at += 3600 * SECOND;

    assertThat(tunnel.damping.holdUp()).isEqualTo(20 * SECOND);
    assertThat(tunnel.dieAfter(0)).isEqualTo(40);
  }

  @Property
  void shouldStayWithinItsLimits(
      @ForAll @Size(max = 50) List<@IntRange(max = 1000) Integer> lives) {
    Mortal any = new Mortal();
    long before = 0;
    for (int life : lives) {
      long holdUp = any.dieAfter(life);

      assertThat(holdUp).isBetween(10L, 300L);
      assertThat(holdUp).isLessThanOrEqualTo(Math.max(10, 2 * (before + 1)));
      if (life <= 60) {
        assertThat(holdUp).as("up for a minute or less").isGreaterThanOrEqualTo(before - 1);
      }
      before = holdUp;
    }
  }
}

package io.wgnetlink.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.failover.model.Finding;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.failover.model.TunnelChange;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.PrivateKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineLogTests {
  private static final Tunnel DIRECT = tunnel("wgB");
  private static final Tunnel PERMANENT = tunnel("wgA");

  private final StringWriter out = new StringWriter();
  private final EngineLog log = new EngineLog("client", new Timeline(new PrintWriter(out)));

  private static Tunnel tunnel(String device) {
    try (PrivateKey key = PrivateKey.generate()) {
      return new Tunnel(InterfaceName.of(device), key.publicKey());
    }
  }

  private void change(Tunnel tunnel, TunnelState from, TunnelState to) {
    Finding because = new Finding(Finding.Kind.HANDSHAKE, "it was so");
    log.tunnelChanged(new TunnelChange(tunnel, from, to, because, Duration.ZERO));
  }

  @Test
  void shouldNoteTheFirstVerdictOfTheTunnelWithinATime() {
    change(DIRECT, TunnelState.UP, TunnelState.DOWN);
    long cutAt = System.nanoTime();
    change(PERMANENT, TunnelState.UP, TunnelState.DOWN);
    change(DIRECT, TunnelState.UP, TunnelState.SUSPECT);
    assertThat(log.verdict(DIRECT, cutAt, System.nanoTime())).isEmpty();

    change(DIRECT, TunnelState.SUSPECT, TunnelState.DOWN);
    Duration sinceCut = Duration.ofNanos(System.nanoTime() - cutAt);
    assertThat(log.verdict(DIRECT, cutAt, System.nanoTime()))
        .hasValueSatisfying(verdict -> assertThat(verdict).isBetween(Duration.ZERO, sinceCut));
    change(DIRECT, TunnelState.SUSPECT, TunnelState.DOWN);
    assertThat(log.verdict(DIRECT, cutAt, System.nanoTime()))
        .hasValueSatisfying(verdict -> assertThat(verdict).isLessThan(sinceCut));
    assertThat(out.toString()).contains("client", "SUSPECT -> DOWN: it was so");
  }

  @Test
  void shouldMeasureHoldUpsFromTheLastHandshake() {
    change(DIRECT, TunnelState.UNKNOWN, TunnelState.UP);
    change(DIRECT, TunnelState.DOWN, TunnelState.PROBATION);
    change(DIRECT, TunnelState.PROBATION, TunnelState.DOWN);
    long again = System.nanoTime();
    change(DIRECT, TunnelState.DOWN, TunnelState.PROBATION);
    change(PERMANENT, TunnelState.PROBATION, TunnelState.UP);
    change(DIRECT, TunnelState.PROBATION, TunnelState.UP);
    Duration most = Duration.ofNanos(System.nanoTime() - again);

    assertThat(log.holdUps(DIRECT))
        .singleElement()
        .satisfies(holdUp -> assertThat(holdUp).isBetween(Duration.ZERO, most));
  }

  @Test
  void shouldCountMoves() {
    Path direct = Path.of("direct", DIRECT);
    Path permanent = Path.of("permanent", PERMANENT);
    Group group =
        new Group("b", Set.of(IpPrefix.parse("fd00::1:0/112")), List.of(direct, permanent));
    log.switched(group, direct, Duration.ZERO);
    long begin = System.nanoTime();
    log.switched(group, permanent, Duration.ZERO);
    log.switched(group, direct, Duration.ZERO);

    assertThat(log.moves(begin)).isEqualTo(2);
    assertThat(log.mostMovesOfABudget()).isEqualTo(3);
  }
}

package io.wgnetlink.failover;

import io.wgnetlink.failover.evidence.EchoProbe;
import io.wgnetlink.failover.evidence.NudgeProbe;
import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Tunnel;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What a controller sends into tunnels: nudges, and echo requests where these are wanted and
 * permitted. Where they are not permitted, nudges take their place.
 *
 * <p>Thread-safe, as the probes are.
 */
final class Probes implements AutoCloseable {
  private final NudgeProbe nudges;
  private final Optional<EchoProbe> echoes;

  Probes(NudgeProbe nudges, Optional<EchoProbe> echoes) {
    this.nudges = nudges;
    this.echoes = echoes;
  }

  /** Returns what can be done of what is wanted. */
  Detection permitted(Detection wanted) {
    return echoes.isPresent() ? wanted : wanted.withoutEcho();
  }

  void aim(Tunnel tunnel, InetAddress address) {
    nudges.aim(tunnel, address);
    echoes.ifPresent(e -> e.aim(tunnel, address));
  }

  Evidence nudge(Tunnel tunnel) {
    return nudges.nudge(tunnel);
  }

  Evidence echo(Tunnel tunnel) {
    return echoes.isPresent() ? echoes.get().echo(tunnel) : nudges.nudge(tunnel);
  }

  @Override
  public void close() {
    nudges.close();
    echoes.ifPresent(EchoProbe::close);
  }
}

package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.Quality;
import io.wgnetlink.failover.model.Tunnel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sources outside of a controller: begun together, heard by the decision loop, and ended. */
final class OutsideEvidence {
  private static final Logger LOG = LoggerFactory.getLogger(OutsideEvidence.class);

  private final List<EvidenceSource> sources;
  private final Loops loops;
  private final EvidenceSink sink;
  private final List<EvidenceSource.Watch> watches = new ArrayList<>();

  OutsideEvidence(List<EvidenceSource> sources, Loops loops, EvidenceSink sink) {
    this.sources = List.copyOf(sources);
    this.loops = loops;
    this.sink = sink;
  }

  void begin(Set<Tunnel> tunnels) {
    for (EvidenceSource source : sources) {
      watches.add(source.watch(tunnels, new Heard(source.name())));
    }
  }

  /** A source that fails at its end must not keep the traffic from being left as it is to stay. */
  void end() {
    for (EvidenceSource.Watch watch : watches) {
      try {
        watch.close();
      } catch (RuntimeException e) {
        LOG.atWarn().setCause(e).log("a source of evidence did not end");
      }
    }
    watches.clear();
  }

  private final class Heard implements EvidenceSource.Reports {
    private final String source;

    private Heard(String source) {
      this.source = source;
    }

    @Override
    public void sessionUp(Tunnel tunnel) {
      report(new Evidence.SessionUp(tunnel, source));
    }

    @Override
    public void sessionDown(Tunnel tunnel, Duration silent, String cause) {
      report(new Evidence.SessionDown(tunnel, source, silent, cause));
    }

    @Override
    public void sessionUnknown(Tunnel tunnel) {
      report(new Evidence.SessionUnknown(tunnel, source));
    }

    @Override
    public void measured(Tunnel tunnel, Quality quality) {
      report(new Evidence.Measured(tunnel, quality));
    }

    private void report(Evidence evidence) {
      sink.report(loops.now(), evidence);
    }
  }
}

package io.wgnetlink.failover;

import io.wgnetlink.failover.model.Contention;
import io.wgnetlink.failover.model.Lease;
import io.wgnetlink.failover.model.LeaseChange;
import io.wgnetlink.failover.simulation.FakeNftables;
import io.wgnetlink.failover.simulation.SimulatedTunnel.Payload;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.nftables.TableId;
import java.util.ArrayList;
import java.util.List;

/** A {@link Scenery} whose packets reach the narrow routes while the lease lives. */
final class LeasedScenery {
  static final TableId TABLE = TableId.inet("wg_failover");

  /** What was told of leases and contentions, each with its kind before a colon. */
  final List<String> told = new ArrayList<>();

  final Scenery s;
  final FakeNftables nftables;
  final FailoverListener listener = new FailoverListener() {
    @Override
    public void leaseChanged(LeaseChange change) {
      told.add(change.state() + ": " + change.text());
    }

    @Override
    public void contended(Contention contention) {
      told.add(contention.kind() + ": " + contention);
    }
  };

  LeasedScenery(Scenery s) {
    this.s = s;
    this.nftables = new FakeNftables(s.time);
    s.kernel.marks = to -> {
      boolean lives = !nftables.sets(TABLE).isEmpty()
          && !nftables.elements(TABLE.set("alive")).isEmpty();
      return lives ? Lease.MARK_BIT : 0;
    };
  }

  FailoverController controller() {
    return controller(FailoverConfiguration.of(s.group));
  }

  FailoverController controller(FailoverConfiguration.Builder with) {
    return completed(s.builder(with.lease(Lease.DEFAULT).build()));
  }

  /** As of another process, which knows nothing of those before. */
  FailoverController another(FailoverConfiguration.Builder with) {
    return completed(new FailoverController.Builder(
            with.lease(Lease.DEFAULT).build(),
            s.kernel,
            s.kernel,
            new Object(),
            () -> new VirtualLoops(s.time))
        .probe(s::nudges));
  }

  private FailoverController completed(FailoverController.Builder builder) {
    return builder
        .nftables(() -> nftables)
        .executor(Runnable::run)
        .listener(listener)
        .build();
  }

  /** What was told of, without its words. */
  List<String> kinds() {
    return told.stream().map(text -> text.substring(0, text.indexOf(':'))).toList();
  }

  /** Sends a packet to the service behind hub B; returns the interface that it leaves by. */
  String interfaceToB() {
    return s.kernel.send(IpAddresses.parse("fd00::1:3"), Payload.STREAM);
  }
}

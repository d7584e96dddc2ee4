package io.wgnetlink.testkit.conformance;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.DeviceUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sequence of steps taken on a machine with two interfaces, and what they came to: error numbers,
 * and the devices after each.
 */
public record Walk(List<Step> steps) {
  public static final InterfaceName WG0 = InterfaceName.of("wg0");
  public static final InterfaceName WG1 = InterfaceName.of("wg1");

  /** One thing to do. */
  public sealed interface Step {
    void takeOn(Machine machine);

    /** Does the same with as many requests as it has parts, until one is refused. */
    default void takeInPiecesOn(Machine machine) {
      takeOn(machine);
    }
  }

  record Up(InterfaceName name) implements Step {
    @Override
    public void takeOn(Machine machine) {
      machine.up(name);
    }
  }

  record Down(InterfaceName name) implements Step {
    @Override
    public void takeOn(Machine machine) {
      machine.down(name);
    }
  }

  record Apply(DeviceUpdate update) implements Step {
    @Override
    public void takeOn(Machine machine) {
      machine.wireGuard().apply(update);
    }

    @Override
    public void takeInPiecesOn(Machine machine) {
      machine
          .wireGuard()
          .apply(new DeviceUpdate(
              update.name(),
              update.privateKey(),
              update.privateKeyRemoved(),
              update.listenPort(),
              update.fwmark(),
              update.peersReplaced(),
              List.of()));
      update
          .peers()
          .forEach(peer -> machine
              .wireGuard()
              .apply(DeviceUpdate.of(update.name()).peer(peer).build()));
    }
  }

  /** Takes the steps on a machine that has both interfaces, and tells what came of each. */
  public List<String> on(Machine machine) {
    List<String> story = new ArrayList<>();
    for (Step step : steps) {
      story.add(tell(step, machine, () -> step.takeOn(machine)));
    }
    return story;
  }

  /** Takes the steps in the smallest pieces. */
  public List<String> inPiecesOn(Machine machine) {
    List<String> story = new ArrayList<>();
    for (Step step : steps) {
      story.add(tell(step, machine, () -> step.takeInPiecesOn(machine)));
    }
    return story;
  }

  private static String tell(Step step, Machine machine, Runnable taken) {
    Optional<NetlinkException> refusal = Optional.empty();
    try {
      taken.run();
    } catch (NetlinkException e) {
      refusal = Optional.of(e);
    }
    return step
        + "\n-> "
        + refusal.map(e -> e.errno().orElseThrow().name()).orElse("done")
        + "\n"
        + snapshot(machine, WG0)
        + "\n"
        + snapshot(machine, WG1);
  }

  /** A port that the kernel chose is another one each time. */
  private static String snapshot(Machine machine, InterfaceName name) {
    return Snapshot.of(machine.wireGuard(), name)
        .replaceAll("\n port (3[2-9]|[4-6][0-9])[0-9]{3}\n", "\n port chosen\n");
  }
}

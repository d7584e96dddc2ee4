package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Action;
import io.wgnetlink.failover.model.Decision;
import io.wgnetlink.failover.model.Evidence;
import io.wgnetlink.failover.model.FailoverEvent;
import io.wgnetlink.failover.model.Finding.Kind;
import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Order;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.Policy;
import io.wgnetlink.failover.model.Timing;
import io.wgnetlink.failover.model.Tunnel;
import io.wgnetlink.net.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An engine with several groups over shared tunnels, in a world that follows a script: tunnels die
 * and live, readings fail, switches fail, operators give orders, and seconds pass. A tunnel that
 * lives again makes a handshake within 5 s and answers from then on; one that is dead leaves data
 * unanswered, and after 15 s its kernel's initiations, each 5 s.
 */
final class PolicyWalk {
  static final long SECOND = 1_000_000_000L;
  private static final int PERMANENT = 0;

  /** A line of a script. */
  sealed interface Line {}

  record Die(int tunnel) implements Line {}

  record Live(int tunnel) implements Line {}

  record Blind(int tunnel, boolean blind) implements Line {}

  record SwitchesFail(boolean fail) implements Line {}

  record Ordering(Order order) implements Line {}

  record Pass(int seconds) implements Line {}

  /** Watches what the engine does. */
  interface Bystander {
    default void happened(FailoverEvent event) {}

    default void carried(Group group, Path path) {}

    default void ordered(Order order) {}

    default void secondPassed() {}
  }

  private static final class World {
    boolean alive = true;
    boolean blind;
    boolean session;
    long reachedAt;
    /** Since when each reading held something that arrived. */
    long heardSince = Long.MAX_VALUE;
  }

  final List<Tunnel> tunnels = new ArrayList<>();
  final List<Group> groups = new ArrayList<>();
  final Map<String, Path> carriers = new HashMap<>();
  final Set<Tunnel> drained = new HashSet<>();
  final Map<String, String> ordered = new HashMap<>();
  final FailoverEngine engine;
  long now;
  long inputs;
  private final Map<Tunnel, World> worlds = new LinkedHashMap<>();
  private final Bystander bystander;
  private boolean switchesFail;

  /**
   * Makes a number of groups, the first over all tunnels, each next one over one less; tunnel 0 is
   * the permanent path of all.
   */
  PolicyWalk(int tunnelCount, List<Policy> policies, WatchedBy watchedBy) {
    for (int i = 0; i < tunnelCount; i++) {
      tunnels.add(SimulatedHost.tunnel(i));
      worlds.put(tunnels.get(i), new World());
    }
    for (int g = 0; g < policies.size(); g++) {
      List<Path> paths = new ArrayList<>();
      for (int i = Math.min(1 + g, tunnelCount - 1); i < tunnelCount; i++) {
        paths.add(Path.of("p" + i, tunnels.get(i)));
      }
      paths.add(Path.of("p" + PERMANENT, tunnels.get(PERMANENT)));
      groups.add(new Group(
          "g" + g, Set.of(IpPrefix.parse("fd00::" + (g + 1) + ":0/112")), paths, policies.get(g)));
    }
    engine = new FailoverEngine(groups, Timing.DEFAULT, 0);
    bystander = watchedBy.of(this);
    for (Group group : groups) {
      carry(group, group.paths().get(0));
      accept(new Evidence.Carried(group.name(), group.paths().get(0).name()));
    }
  }

  /** Makes a bystander of a walk. */
  interface WatchedBy {
    Bystander of(PolicyWalk walk);
  }

  void play(List<Line> script) {
    for (Line line : script) {
      if (line instanceof Die die) {
        world(die.tunnel()).alive = false;
      } else if (line instanceof Live live) {
        world(live.tunnel()).alive = true;
      } else if (line instanceof Blind blind) {
        world(blind.tunnel()).blind = blind.blind();
      } else if (line instanceof SwitchesFail fail) {
        switchesFail = fail.fail();
      } else if (line instanceof Ordering ordering) {
        order(ordering.order());
      } else if (line instanceof Pass pass) {
        for (int i = 0; i < pass.seconds(); i++) {
          passASecond();
        }
      }
    }
  }

  boolean switchesFail() {
    return switchesFail;
  }

  private World world(int tunnel) {
    return worlds.get(tunnels.get(tunnel % tunnels.size()));
  }

  private void order(Order asked) {
    Optional<Order> fitting = fitting(asked);
    fitting.ifPresent(order -> {
      if (order instanceof Order.Use use) {
        ordered.put(use.group(), use.path());
      } else if (order instanceof Order.Automatic automatic) {
        ordered.remove(automatic.group());
      } else if (order instanceof Order.Drain drain) {
        drained.add(drain.tunnel());
      } else if (order instanceof Order.Undrain undrain) {
        drained.remove(undrain.tunnel());
      }
      bystander.ordered(order);
      inputs++;
      follow(engine.order(now, order));
    });
  }

  /**
   * Whether a tunnel was heard all the time since some time before the other one was last, up to
   * the reading of this second.
   */
  boolean wasHeardThroughout(Tunnel living, Tunnel dead) {
    World one = Objects.requireNonNull(worlds.get(living));
    World other = Objects.requireNonNull(worlds.get(dead));
    return one.heardSince <= other.reachedAt - 3 * SECOND && one.reachedAt == now;
  }

  /** Scripts do not know how many groups and paths there are. */
  private Optional<Order> fitting(Order order) {
    if (order instanceof Order.Use use) {
      return groups.stream()
          .filter(g -> g.name().equals(use.group()) && g.path(use.path()).isPresent())
          .findFirst()
          .map(g -> order);
    }
    if (order instanceof Order.Automatic automatic) {
      return groups.stream()
          .filter(g -> g.name().equals(automatic.group()))
          .findFirst()
          .map(g -> order);
    }
    Tunnel tunnel =
        order instanceof Order.Drain drain ? drain.tunnel() : ((Order.Undrain) order).tunnel();
    boolean used = groups.stream()
        .flatMap(g -> g.paths().stream())
        .anyMatch(p -> p.tunnel().equals(tunnel));
    return used ? Optional.of(order) : Optional.empty();
  }

  private void passASecond() {
    now += SECOND;
    worlds.forEach((tunnel, world) -> {
      if (engine.states().containsKey(tunnel)) {
        observe(tunnel, world);
      }
    });
    inputs++;
    follow(engine.tick(now));
    bystander.secondPassed();
  }

  private void observe(Tunnel tunnel, World world) {
    if (world.blind) {
      world.heardSince = Long.MAX_VALUE;
      accept(new Evidence.ObservationLost(tunnel.device(), "ENOBUFS"));
      return;
    }
    long quiet = (now - world.reachedAt) / SECOND;
    boolean due = quiet % 5 == 0;
    if (world.alive && !world.session && due) {
      world.session = true;
      world.reachedAt = now;
      world.heardSince = now;
      accept(new Evidence.Observed(tunnel, 124, 148, true, true));
    } else if (world.alive && world.session) {
      world.reachedAt = now;
      world.heardSince = Math.min(world.heardSince, now);
      accept(new Evidence.Observed(tunnel, 96, 96, false, true));
    } else {
      world.heardSince = Long.MAX_VALUE;
      // The session that was there is not used any more once a new handshake is tried.
      boolean initiates = due && quiet >= 15;
      world.session &= quiet < 15;
      accept(
          new Evidence.Observed(tunnel, 0, 80 + (initiates ? 148 : 0), false, world.reachedAt > 0));
    }
  }

  private void carry(Group group, Path path) {
    carriers.put(group.name(), path);
    bystander.carried(group, path);
  }

  private void accept(Evidence evidence) {
    inputs++;
    follow(engine.accept(now, evidence));
  }

  private void follow(Step step) {
    step.events().forEach(bystander::happened);
    List<Evidence> replies = new ArrayList<>();
    for (Action action : step.actions()) {
      if (action instanceof Action.Nudge n) {
        replies.add(new Evidence.NudgeSent(n.tunnel()));
      } else if (action instanceof Action.ForceHandshake f) {
        replies.add(new Evidence.HandshakeNotForced(f.tunnel(), "EBUSY"));
      } else if (action instanceof Action.Switch s) {
        replies.add(move(s));
      }
    }
    replies.forEach(this::accept);
  }

  private Evidence move(Action.Switch s) {
    String group = s.group().name();
    if (switchesFail) {
      return new Evidence.SwitchFailed(
          group, s.to().name(), "EEXIST", Optional.of(carriers.get(group).name()));
    }
    carry(s.group(), s.to());
    return new Evidence.Carried(group, s.to().name());
  }

  /** Whether a decision was the engine's own. */
  static boolean isAutomatic(Decision decision) {
    return decision.because().kind() != Kind.ORDERED;
  }
}

package io.wgnetlink.failover.fleet;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import io.wgnetlink.failover.engine.EchoLossCurve;
import io.wgnetlink.failover.fleet.Chart.Axis;
import io.wgnetlink.failover.fleet.Chart.Colour;
import io.wgnetlink.failover.fleet.Chart.Line;
import io.wgnetlink.failover.fleet.Chart.Point;
import io.wgnetlink.failover.fleet.Fleet.Nature;
import io.wgnetlink.failover.fleet.Load.Kind;
import io.wgnetlink.failover.model.Detection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;

/**
 * Simulates large fleets, prints what was measured, and draws it: {@code hub-failover.svg}, what
 * reaches the hubs when all clients of one lose it and get it back; {@code settling.svg}, how long
 * each was without a hub; {@code hub-flapping.svg}, a fleet whose hubs come and go; and
 * {@code echo-loss.svg}, by {@link EchoLossCurve}. Seeds are fixed: the same program gives the same
 * pictures.
 *
 * <p>{@code FleetPlots DIRECTORY [CLIENTS [DAYS]]}: 1,000 clients unless given, and as many
 * simulated days for each point of the echo curve as {@link EchoLossCurve} has by default.
 */
public final class FleetPlots {
  private static final long SEED = 1;
  private static final double LOSS = 0.01;
  private static final double BUSY = 0.5;
  private static final int FLAPPING_HUBS = 5;
  private static final long FLAPPING_FOR = 600 * SECOND;
  private static final int BEFORE = 10;

  private final Path directory;
  private final int clients;

  private FleetPlots(Path directory, int clients) {
    this.directory = directory;
    this.clients = clients;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 1) {
      System.err.println("usage: FleetPlots DIRECTORY [CLIENTS [DAYS]]");
      System.exit(64);
    }
    int clients = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    FleetPlots plots = new FleetPlots(Path.of(arguments[0]), clients);
    plots.hubFailover();
    plots.hubFlapping();
    EchoLossCurve curve = arguments.length > 2
        ? new EchoLossCurve(Integer.parseInt(arguments[2]))
        : new EchoLossCurve();
    curve.print();
    new EchoLossChart(curve).chart().write(plots.directory.resolve("echo-loss.svg"));
  }

  // ---- one hub dies ---------------------------------------------------------------------------

  private void hubFailover() throws IOException {
    HubFailover nudge = new HubFailover(SEED, clients, new Nature(Detection.NUDGE, LOSS, BUSY));
    print("nudge", nudge);
    HubFailover echo = new HubFailover(SEED, clients, new Nature(Detection.ECHO, LOSS, BUSY));
    print("echo", echo);
    load(nudge, echo).write(directory.resolve("hub-failover.svg"));
    settling(nudge, echo).write(directory.resolve("settling.svg"));
  }

  private static void print(String detection, HubFailover run) {
    System.out.printf("%n%,d clients of one hub, detection by %s%n", run.left.size(), detection);
    printTimes("left the dead hub after, busy", run, run.left, c -> c.busy);
    printTimes("left the dead hub after, idle", run, run.left, c -> !c.busy);
    printTimes("back after its return", run, run.back, c -> true);
    System.out.printf(
        "  moves of a client: %d at least, %d at most%n",
        run.fleet.clients.stream()
            .mapToLong(c -> c.switchesSince(run.diedAt))
            .min()
            .orElse(0),
        run.fleet.clients.stream()
            .mapToLong(c -> c.switchesSince(run.diedAt))
            .max()
            .orElse(0));
    System.out.printf(
        "  %-11s %27s %15s %22s%n",
        "per second", "surviving hub, before", "then at most", "returning hub at most");
    for (Kind kind : Kind.values()) {
      System.out.printf(
          "  %-11s %27.0f %15d %22d%n",
          kind.name().toLowerCase(java.util.Locale.ROOT),
          run.surviving.load.mean(kind, run.diedAt - 60 * SECOND, run.diedAt),
          run.surviving.load.peak(kind, run.diedAt, run.returnedAt),
          run.dying.load.peak(kind, run.returnedAt, run.endedAt));
    }
    System.out.printf("  back within the fullest second: %d%n", fullestSecond(run.back));
  }

  private static void printTimes(
      String what, HubFailover run, List<Long> times, Predicate<Client> which) {
    List<Double> seconds = seconds(run, times, which);
    System.out.printf(
        "  %-31s median %4.1f s, 90 %% %4.1f s, last %4.1f s%n",
        what,
        seconds.get(seconds.size() / 2),
        seconds.get(seconds.size() * 9 / 10),
        seconds.get(seconds.size() - 1));
  }

  private static List<Double> seconds(HubFailover run, List<Long> times, Predicate<Client> which) {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      if (which.test(run.fleet.clients.get(i))) {
        seconds.add((double) times.get(i) / SECOND);
      }
    }
    return seconds.stream().sorted().toList();
  }

  private static long fullestSecond(List<Long> times) {
    return times.stream()
        .mapToLong(from ->
            times.stream().filter(at -> at >= from && at < from + SECOND).count())
        .max()
        .orElse(0);
  }

  private Chart load(HubFailover nudge, HubFailover echo) {
    double to = (double) (nudge.endedAt - nudge.diedAt) / SECOND;
    Axis time = Axis.linear("seconds since the hub died; it is back at 120", -BEFORE, to);
    Chart chart = new Chart(
        "%,d clients lose their hub at once".formatted(clients),
        "Half of them have traffic. Simulated, with 0 to 1 % of loss each way.");
    chart.panel(
        "Carried by the surviving hub",
        time,
        Axis.linear("clients", 0, clients),
        line("nudge", Colour.BLUE, nudge, s -> carried(nudge, s)),
        line("echo", Colour.ORANGE, echo, s -> carried(echo, s)));
    chart.panel(
        "Probes that reach the surviving hub",
        time,
        Axis.linear("per second", 0, 2.0 * clients),
        line("nudges", Colour.BLUE, nudge, s -> within(nudge, nudge.surviving, Kind.NUDGE, s)),
        line(
            "echo requests", Colour.ORANGE, echo, s -> within(echo, echo.surviving, Kind.ECHO, s)));
    chart.panel(
        "Handshakes that reach the hubs",
        time,
        Axis.linear("initiations per second", 0, clients * 0.75),
        line(
            "surviving hub",
            Colour.GREEN,
            nudge,
            s -> within(nudge, nudge.surviving, Kind.INITIATION, s)),
        line(
            "the hub that returns: nudge",
            Colour.BLUE,
            nudge,
            s -> within(nudge, nudge.dying, Kind.INITIATION, s)),
        line("echo", Colour.ORANGE, echo, s -> within(echo, echo.dying, Kind.INITIATION, s)));
    return chart;
  }

  private static Line line(String name, Colour colour, HubFailover run, IntToDoubleFunction value) {
    List<Point> points = new ArrayList<>();
    for (int s = -BEFORE; s < (run.endedAt - run.diedAt) / SECOND; s++) {
      points.add(new Point(s, value.applyAsDouble(s)));
    }
    return new Line(name, colour, false, points);
  }

  private static double carried(HubFailover run, int second) {
    return second < 0 ? 0 : run.carried.get(second);
  }

  private static double within(HubFailover run, Hub hub, Kind kind, int second) {
    return hub.load.within(kind, (int) (run.diedAt / SECOND) + second);
  }

  private Chart settling(HubFailover nudge, HubFailover echo) {
    Axis share = Axis.linear("% of clients", 0, 100);
    return new Chart(
            "How long until a client is on the other hub, and back",
            "%,d clients of one hub; half of them have traffic. Simulated, 0 to 1 %% of loss."
                .formatted(clients))
        .panel(
            "The hub dies",
            Axis.linear("", 0, 20),
            share,
            settled("echo", Colour.ORANGE, seconds(echo, echo.left, c -> true)),
            settled("nudge, with traffic", Colour.BLUE, seconds(nudge, nudge.left, c -> c.busy)),
            settled("nudge, idle", Colour.GREEN, seconds(nudge, nudge.left, c -> !c.busy)))
        .panel(
            "The hub is back",
            Axis.linear("seconds", 0, 20),
            share,
            settled("echo", Colour.ORANGE, seconds(echo, echo.back, c -> true)),
            settled("nudge, with traffic", Colour.BLUE, seconds(nudge, nudge.back, c -> c.busy)),
            settled("nudge, idle", Colour.GREEN, seconds(nudge, nudge.back, c -> !c.busy)));
  }

  /** A distribution, as the share that is done by each time. */
  private static Line settled(String name, Colour colour, List<Double> seconds) {
    List<Point> points = new ArrayList<>();
    points.add(new Point(0, 0));
    for (int i = 0; i < seconds.size(); i++) {
      points.add(new Point(seconds.get(i), 100.0 * i / seconds.size()));
      points.add(new Point(seconds.get(i), 100.0 * (i + 1) / seconds.size()));
    }
    points.add(new Point(20, 100));
    return new Line(name, colour, false, points);
  }

  // ---- many hubs die --------------------------------------------------------------------------

  private void hubFlapping() throws IOException {
    int fewer = Math.max(1, clients / 4);
    HubFlapping run = new HubFlapping(
        SEED, fewer, FLAPPING_HUBS, FLAPPING_FOR, new Nature(Detection.NUDGE, LOSS, BUSY));
    print(run);
    flapping(run, fewer).write(directory.resolve("hub-flapping.svg"));
  }

  private static void print(HubFlapping run) {
    List<Client> clients = run.fleet.clients;
    System.out.printf(
        "%n%,d clients of %d hubs that flap for %d s, and a permanent one, detection by nudge%n",
        clients.size(), FLAPPING_HUBS, FLAPPING_FOR / SECOND);
    System.out.printf(
        "  a hub died %d times; on a dead hub: %.0f s a client, %.0f s without failover%n",
        run.hubs().stream().mapToInt(hub -> hub.outages.size()).sum(),
        (double) run.darkness() / SECOND / clients.size(),
        (double) run.darknessWithoutFailover() / SECOND / clients.size());
    System.out.printf(
        "  longest on a dead hub: %.1f s; moves of a client: %.1f on average, %d at most%n",
        clients.stream()
                .flatMap(c -> c.darkness().stream())
                .mapToLong(d -> d)
                .max()
                .orElse(0)
            / (double) SECOND,
        clients.stream().mapToLong(c -> c.switchesSince(run.beganAt)).average().orElse(0),
        clients.stream().mapToLong(c -> c.switchesSince(run.beganAt)).max().orElse(0));
    System.out.printf(
        "  last client on its own hub %.1f s after the last hub is back for good%n",
        clients.stream()
                .mapToLong(c -> c.lastMoveSince(run.calmAt) - run.calmAt)
                .max()
                .orElse(0)
            / (double) SECOND);
    System.out.printf(
        "  permanent hub, per second: at most %d nudges, %d initiations%n",
        run.permanent.load.peak(Kind.NUDGE, run.beganAt, run.calmAt),
        run.permanent.load.peak(Kind.INITIATION, run.beganAt, run.calmAt));
  }

  private static Chart flapping(HubFlapping run, int clients) {
    Axis time = Axis.linear("seconds; from 600 on all hubs are up", 0, run.carried.size());
    return new Chart(
            "%,d clients of %d hubs that flap, and a permanent one"
                .formatted(clients, FLAPPING_HUBS),
            "A hub is up for 90 s and down for 30 s, on average. Simulated, 0 to 1 % of loss.")
        .panel(
            "Hubs that are up, but for the permanent one",
            time,
            Axis.linear("hubs", 0, FLAPPING_HUBS),
            second("up", Colour.GREY, run, s -> up(run, s)))
        .panel(
            "Carried by the permanent hub",
            time,
            Axis.linear("clients", 0, clients),
            second("clients", Colour.BLUE, run, s -> run.carried.get(s)))
        .panel(
            "What reaches the permanent hub",
            time,
            Axis.linear("per second", 0, clients),
            second("nudges", Colour.BLUE, run, s -> within(run, Kind.NUDGE, s)),
            second("initiations", Colour.ORANGE, run, s -> within(run, Kind.INITIATION, s)));
  }

  private static Line second(
      String name, Colour colour, HubFlapping run, IntToDoubleFunction value) {
    List<Point> points = new ArrayList<>();
    for (int s = 0; s < run.carried.size(); s++) {
      points.add(new Point(s, value.applyAsDouble(s)));
    }
    return new Line(name, colour, false, points);
  }

  private static double up(HubFlapping run, int second) {
    long at = run.beganAt + second * SECOND;
    return run.hubs().stream()
        .filter(hub -> hub.outages.stream().noneMatch(o -> o.from() <= at && at < o.to()))
        .count();
  }

  private static double within(HubFlapping run, Kind kind, int second) {
    return run.permanent.load.within(kind, (int) (run.beganAt / SECOND) + second);
  }
}

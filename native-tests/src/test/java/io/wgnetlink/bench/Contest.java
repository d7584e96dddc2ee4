package io.wgnetlink.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Several ways to do one thing, measured in turns and compared round by round.
 *
 * <p>In each round every contestant runs once, in an order that shifts from round to round; a ratio
 * is of two runs of one round, so that what slows the machine down for a while slows both. Printed
 * are medians over the rounds, with the quartiles of the ratios.
 */
final class Contest {
  /** What every ratio is of: the loop in C. */
  static final String FLOOR = "C loop";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Of the processor time of a turn; the rest is the compiler's and the collector's. */
  private static final double OWN_SHARE = 0.8;

  /** Processor time of a process is known in steps of 10 ms. */
  private static final Duration TURN = Duration.ofMillis(500);

  private static final int MOST_WARM_UPS = 6;

  private static final Duration ROUND = Duration.ofMillis(50);
  private static final int MOST_TIMES = 20_000;
  private static final int PROBE = 3;

  private final String title;
  private final Map<String, Contestant> contestants = new LinkedHashMap<>();
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
  private final List<Target> targets = new ArrayList<>();
  private Runnable before = () -> {};
  private int times;

  /** What is asked of a ratio of times. */
  private enum Kind {
    TIME("target: %s at most %.1f x %s: %s (%.2f)"),
    SPEED("target: %s at least %.1f times faster than %s: %s (%.2f)"),
    RATE("target: %s at least %.1f x the rate of %s: %s (%.2f)");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private record Target(String name, String than, Kind kind, double ratio) {}

  Contest(String title) {
    this.title = title;
  }

  Contest with(String name, Contestant contestant) {
    contestants.put(name, contestant);
    return this;
  }

  /** The cost of one, as a multiple of another's, is to be at most this. */
  Contest atMost(String name, String than, double ratio) {
    targets.add(new Target(name, than, Kind.TIME, ratio));
    return this;
  }

  /** One is to be this many times faster than another. */
  Contest faster(String name, String than, double ratio) {
    targets.add(new Target(name, than, Kind.SPEED, ratio));
    return this;
  }

  /** One is to do at least this share of what another does in the same time. */
  Contest rate(String name, String than, double share) {
    targets.add(new Target(name, than, Kind.RATE, share));
    return this;
  }

  /** Runs before each run, not measured; then one run is one operation. */
  Contest before(Runnable preparation) {
    before = preparation;
    times = 1;
    return this;
  }

  /** Each run does the operation this many times; else as often as fills 50 ms. */
  Contest times(int fixed) {
    times = fixed;
    return this;
  }

  /** Warms everybody up for as long as this each, measures the rounds, and prints the table. */
  void run(Duration warmUp, int rounds) {
    warmUp(warmUp);
    int perRun = times == 0 ? timesPerRun() : times;
    List<String> order = new ArrayList<>(contestants.keySet());
    for (int round = 0; round < rounds; round++) {
      for (String name : order) {
        before.run();
        samples
            .computeIfAbsent(name, n -> new ArrayList<>())
            .add(contestants.get(name).run(perRun));
      }
      order.add(order.remove(0));
    }
    print(warmUp, rounds, perRun);
  }

  /**
   * Everybody in turns, as they are measured, so that the compiler sees what it will see: until
   * that much processor time of this process went into each (on a busy machine the clock warms up
   * nobody), and then until the compiler rests. Where it is emulated as well, it is at work long
   * after; but it is not waited for for ever.
   */
  private void warmUp(Duration warmUp) {
    List<Contestant> ours =
        contestants.values().stream().filter(Contestant::warmsUp).toList();
    long least = warmUp.toNanos() * ours.size();
    long spent = 0;
    boolean rests = false;
    for (int atOnce = 1; spent < least || (spent < MOST_WARM_UPS * least && !rests); ) {
      long own = THREADS.getCurrentThreadCpuTime();
      long turn = 0;
      for (Contestant contestant : ours) {
        before.run();
        turn += contestant.run(times == 0 ? atOnce : times).cpuNanos();
      }
      own = THREADS.getCurrentThreadCpuTime() - own;
      spent += turn;
      rests = turn >= TURN.toNanos() && own > OWN_SHARE * turn;
      atOnce = turn < TURN.toNanos() ? 2 * atOnce : atOnce;
    }
  }

  private int timesPerRun() {
    long slowest = 1;
    for (Contestant contestant : contestants.values()) {
      Sample sample = contestant.run(PROBE);
      slowest = Math.max(slowest, sample.processorNanos() / PROBE);
    }
    return (int) Math.max(1, Math.min(MOST_TIMES, ROUND.toNanos() / slowest));
  }

  private void print(Duration warmUp, int rounds, int perRun) {
    System.out.printf(
        "%n%s  (%d rounds of %d, after %d s or more of processor time to warm up)%n",
        title, rounds, perRun, warmUp.toSeconds());
    samples.forEach((name, runs) -> {
      double[] micros = sorted(runs.stream().mapToDouble(Sample::wallMicros).toArray());
      System.out.printf(Locale.ROOT, "  %-28s %12.1f us%s%n", name, median(micros), ratios(name));
    });
    targets.forEach(this::print);
  }

  private String ratios(String name) {
    if (!samples.containsKey(FLOOR) || name.equals(FLOOR)) {
      return "";
    }
    double[] wall = ratios(name, FLOOR);
    String text = String.format(
        Locale.ROOT,
        "  %6.2f x C (%.2f to %.2f)",
        median(wall),
        wall[wall.length / 4],
        wall[wall.length - 1 - wall.length / 4]);
    double[] cpu =
        sorted(samples.get(name).stream().mapToDouble(Sample::cpuMicros).toArray());
    double[] floor =
        sorted(samples.get(FLOOR).stream().mapToDouble(Sample::cpuMicros).toArray());
    return median(cpu) == 0
        ? text
        : text + String.format(Locale.ROOT, ", processor %.2f x C", median(cpu) / median(floor));
  }

  private double[] ratios(String name, String than) {
    List<Sample> ours = samples.get(name);
    List<Sample> theirs = samples.get(than);
    double[] ratios = new double[ours.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours.get(i).wallMicros() / theirs.get(i).wallMicros();
    }
    return sorted(ratios);
  }

  private void print(Target target) {
    if (!samples.containsKey(target.name) || !samples.containsKey(target.than)) {
      System.out.printf("  skipped: %s against %s%n", target.name, target.than);
      return;
    }
    double ratio = median(ratios(target.name, target.than));
    double reached = target.kind == Kind.TIME ? ratio : 1 / ratio;
    boolean met = target.kind == Kind.TIME ? reached <= target.ratio : reached >= target.ratio;
    System.out.printf(
        Locale.ROOT,
        "  " + target.kind.text + "%n",
        target.name,
        target.ratio,
        target.than,
        met ? "met" : "MISSED",
        reached);
  }

  private static double[] sorted(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

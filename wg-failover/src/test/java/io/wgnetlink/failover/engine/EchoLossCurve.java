package io.wgnetlink.failover.engine;

import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.TunnelState;
import io.wgnetlink.failover.simulation.SimulatedTunnel;
import io.wgnetlink.failover.simulation.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a healthy tunnel is found dead in a day, over the loss of packets each way, by echo
 * requests each second and four misses: plain (any row of misses is a verdict), trusted (where at
 * most 5 % of the requests before were lost), and as configured by default (and where a forced
 * handshake stays unanswered as well). Beside it what arithmetic says of the plain one.
 *
 * <p>{@code EchoLossCurve [DAYS]}, of simulated time for each point; 5 unless given, and fewer
 * where there are plenty of false verdicts.
 */
public final class EchoLossCurve {
  /**
   * What was measured at one loss; all but the loss are false verdicts a day.
   *
   * @param expected of the plain one, by arithmetic
   */
  public record Rates(double loss, double expected, double plain, double trusted, double usual) {}

  private static final long DAY = 24 * 3600 * SECOND;
  private static final int DAYS = 5;
  /** A rate is known well enough after so many. */
  private static final int ENOUGH = 300;

  private static final double[] LOSSES = {
    0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.15, 0.2, 0.25
  };
  private static final Detection PLAIN =
      Detection.ECHO.withTrustedLoss(1).withForcedHandshake(false);
  private static final Detection TRUSTED = Detection.ECHO.withForcedHandshake(false);

  private final int days;
  private final List<Rates> rates = new ArrayList<>();

  /** Measures over 5 days for each point. */
  public EchoLossCurve() {
    this(DAYS);
  }

  /** Measures over so many days for each point, at most. */
  public EchoLossCurve(int days) {
    this.days = days;
    for (double loss : LOSSES) {
      rates.add(new Rates(
          loss,
          expected(loss),
          verdicts(PLAIN, loss, days),
          verdicts(TRUSTED, loss, days),
          verdicts(Detection.ECHO, loss, days)));
    }
  }

  public static void main(String[] arguments) {
    new EchoLossCurve(arguments.length > 0 ? Integer.parseInt(arguments[0]) : DAYS).print();
  }

  public int days() {
    return days;
  }

  /** Returns what was measured, the lowest loss first. */
  public List<Rates> rates() {
    return rates;
  }

  /** Prints a table. */
  public void print() {
    System.out.printf(
        "%nloss each way  expected   plain  trusted  default  (false verdicts a day, of %d days)%n",
        days);
    for (Rates r : rates) {
      System.out.printf(
          "%12.1f %% %9.3f %7.2f %8.2f %8.2f%n",
          100 * r.loss(), r.expected(), r.plain(), r.trusted(), r.usual());
    }
  }

  /** Rows of four misses, each of which begins with an answer, at 0.875 s between requests. */
  private static double expected(double loss) {
    double miss = 1 - (1 - loss) * (1 - loss);
    return 86_400 / 0.875 * (1 - miss) * Math.pow(miss, 4);
  }

  private static double verdicts(Detection detection, double loss, int days) {
    long verdicts = 0;
    int day = 0;
    for (; day < days && verdicts < ENOUGH; day++) {
      VirtualTime time = new VirtualTime(day);
      SimulatedTunnel direct = new SimulatedTunnel(time, 25, 0);
      SimulatedTunnel permanent = new SimulatedTunnel(time, 25, 0);
      direct.right.answersEchoes = true;
      permanent.right.answersEchoes = true;
      SimulatedHost host =
          new SimulatedHost(time, detection, direct.left, permanent.left).carriedBy(0);
      time.pass(60 * SECOND);
      direct.loss = loss;
      time.pass(DAY);
      verdicts += host.changes.stream()
          .filter(c -> c.tunnel().equals(SimulatedHost.tunnel(0)) && c.to() == TunnelState.DOWN)
          .count();
    }
    return (double) verdicts / day;
  }
}

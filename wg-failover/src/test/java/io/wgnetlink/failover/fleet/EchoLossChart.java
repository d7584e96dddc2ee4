package io.wgnetlink.failover.fleet;

import io.wgnetlink.failover.engine.EchoLossCurve;
import io.wgnetlink.failover.engine.EchoLossCurve.Rates;
import io.wgnetlink.failover.fleet.Chart.Axis;
import io.wgnetlink.failover.fleet.Chart.Colour;
import io.wgnetlink.failover.fleet.Chart.Line;
import io.wgnetlink.failover.fleet.Chart.Point;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Draws {@link EchoLossCurve}. Where there was no false verdict at all, a point is at the bottom.
 */
final class EchoLossChart {
  private final EchoLossCurve curve;

  EchoLossChart(EchoLossCurve curve) {
    this.curve = curve;
  }

  Chart chart() {
    return new Chart(
            "False verdicts on a healthy tunnel",
            "Echo requests each second, four misses. Simulated, up to %d days a point; 0 is at the bottom."
                .formatted(curve.days()))
        .panel(
            "By loss",
            Axis.linear("% of the packets lost, each way", 0, 26),
            Axis.logarithmic("a day", 0.001, 10_000),
            line("arithmetic", Colour.GREY, false, Rates::expected),
            line("plain echo", Colour.ORANGE, true, Rates::plain),
            line("trusted to 5 %", Colour.GREEN, true, Rates::trusted),
            line("default", Colour.BLUE, true, Rates::usual));
  }

  private Line line(String name, Colour colour, boolean dots, ToDoubleFunction<Rates> rate) {
    List<Point> points = curve.rates().stream()
        .map(r -> new Point(100 * r.loss(), rate.applyAsDouble(r)))
        .toList();
    return new Line(name, colour, dots, points);
  }
}

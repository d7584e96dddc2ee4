package io.wgnetlink.failover.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of one or more panels above each other, each with lines over an axis, written as SVG.
 * The same lines give the same bytes.
 */
final class Chart {
  private static final int WIDTH = 760;
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int PANEL = 150;
  private static final int GAP = 58;
  private static final int TOP = 74;
  private static final int BOTTOM = 50;
  private static final int TICKS = 6;

  /** A direction of a panel; with logarithms, from and to are powers of ten. */
  record Axis(String label, double from, double to, boolean logarithmic) {
    static Axis linear(String label, double from, double to) {
      return new Axis(label, from, to, false);
    }

    static Axis logarithmic(String label, double from, double to) {
      return new Axis(label, from, to, true);
    }

    /** Returns where a value is, 0 to 1; what is outside is at the edge. */
    double at(double value) {
      double part = logarithmic
          ? (Math.log10(value) - Math.log10(from)) / (Math.log10(to) - Math.log10(from))
          : (value - from) / (to - from);
      return Math.max(0, Math.min(1, part));
    }

    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      if (logarithmic) {
        for (double tick = from; tick <= to * 1.001; tick *= 10) {
          ticks.add(tick);
        }
      } else {
        double step = step((to - from) / TICKS);
        for (long i = (long) Math.ceil(from / step); i * step <= to * 1.000001; i++) {
          ticks.add(i * step);
        }
      }
      return ticks;
    }

    /** Returns 1, 2 or 5 times a power of ten, and not less than that. */
    private static double step(double least) {
      double power = Math.pow(10, Math.floor(Math.log10(least)));
      for (int factor : new int[] {1, 2, 5}) {
        if (factor * power >= least * 0.999) {
          return factor * power;
        }
      }
      return 10 * power;
    }
  }

  /** A point of a line. */
  record Point(double x, double y) {}

  /**
   * A line with a name.
   *
   * @param colour one of the {@link Colour}s
   * @param dots whether the points are marked, because there is nothing between them
   */
  record Line(String name, Colour colour, boolean dots, List<Point> points) {}

  /** Colours that the colour-blind can tell apart. */
  enum Colour {
    BLUE("#0072b2"),
    ORANGE("#d55e00"),
    GREEN("#009e73"),
    GREY("#777777"),
    PURPLE("#aa4499");

    final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  private record Panel(String title, Axis x, Axis y, List<Line> lines) {}

  private final String title;
  private final String subtitle;
  private final List<Panel> panels = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();

  Chart(String title, String subtitle) {
    this.title = title;
    this.subtitle = subtitle;
  }

  Chart panel(String name, Axis x, Axis y, Line... lines) {
    panels.add(new Panel(name, x, y, List.of(lines)));
    return this;
  }

  void write(Path file) throws IOException {
    Files.writeString(file, draw());
    System.out.println("wrote " + file);
  }

  String draw() {
    svg.setLength(0);
    int height = TOP + panels.size() * (PANEL + GAP) - GAP + BOTTOM;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, height, WIDTH, height);
    line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, height);
    text(LEFT, 22, "start", "font-size=\"16\" font-weight=\"bold\"", title);
    text(LEFT, 40, "start", "fill=\"#555555\"", subtitle);
    for (int i = 0; i < panels.size(); i++) {
      draw(panels.get(i), TOP + i * (PANEL + GAP), i == panels.size() - 1);
    }
    line("</svg>");
    return svg.toString();
  }

  private void draw(Panel panel, int top, boolean last) {
    text(LEFT, top - 8, "start", "font-weight=\"bold\"", panel.title());
    for (double tick : panel.y().ticks()) {
      double y = top + PANEL * (1 - panel.y().at(tick));
      rule(LEFT, y, WIDTH - RIGHT, y);
      text(LEFT - 6, y + 4, "end", "", number(tick));
    }
    for (double tick : panel.x().ticks()) {
      double x = across(panel, tick);
      rule(x, top, x, top + PANEL);
      text(x, top + PANEL + 16, "middle", "", number(tick));
    }
    if (last) {
      text(
          (LEFT + WIDTH - RIGHT) / 2.0,
          top + PANEL + 36,
          "middle",
          "",
          panel.x().label());
    }
    line(
        "<text transform=\"translate(14 %s) rotate(-90)\" text-anchor=\"middle\">%s</text>",
        coordinate(top + PANEL / 2.0), escaped(panel.y().label()));
    panel.lines().forEach(each -> draw(panel, each, top));
    legend(panel, top);
  }

  private void draw(Panel panel, Line line, int top) {
    StringBuilder points = new StringBuilder();
    for (Point point : line.points()) {
      String x = coordinate(across(panel, point.x()));
      String y = coordinate(top + PANEL * (1 - panel.y().at(point.y())));
      points.append(points.length() == 0 ? "" : " ").append(x).append(',').append(y);
      if (line.dots()) {
        line("<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>", x, y, line.colour().code);
      }
    }
    line(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" points=\"%s\"/>",
        line.colour().code, points);
  }

  /** On the line of the title, from the right. */
  private void legend(Panel panel, int top) {
    double x = WIDTH - RIGHT;
    for (int i = panel.lines().size() - 1; i >= 0; i--) {
      Line each = panel.lines().get(i);
      text(x, top - 8, "end", "fill=\"" + each.colour().code + "\"", each.name());
      x -= 6.4 * each.name().length() + 18;
    }
  }

  private static double across(Panel panel, double value) {
    return LEFT + (WIDTH - LEFT - RIGHT) * panel.x().at(value);
  }

  private void rule(double fromX, double fromY, double toX, double toY) {
    line(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"#dddddd\"/>",
        coordinate(fromX), coordinate(fromY), coordinate(toX), coordinate(toY));
  }

  private void text(double x, double y, String anchor, String style, String words) {
    line(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\"%s>%s</text>",
        coordinate(x), coordinate(y), anchor, style.isEmpty() ? "" : " " + style, escaped(words));
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static String number(double value) {
    return Math.abs(value - Math.rint(value)) < 1e-9
        ? String.format(Locale.ROOT, "%,d", Math.round(value))
        : String.format(Locale.ROOT, "%.3g", value).replaceAll("0+$", "");
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}

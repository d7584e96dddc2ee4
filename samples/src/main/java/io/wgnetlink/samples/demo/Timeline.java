package io.wgnetlink.samples.demo;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * The story of a demo as it happens, a line for each event:
 *
 * <pre>
 *   time    path   lost  who        what
 *   12.3 s  B         0  demo       the direct path is cut
 *   28.1 s  none   3160  client     SUSPECT -&gt; DOWN: ...
 * </pre>
 *
 * <p>Thread-safe: controllers speak from threads of their own.
 */
final class Timeline {
  private final PrintWriter out;
  private final long start = System.nanoTime();
  private String path = "-";
  private int lost;

  Timeline(PrintWriter out) {
    this.out = out;
  }

  synchronized void begin() {
    out.println("    time  path   lost  who        what");
    out.flush();
  }

  /** Tells an event. */
  synchronized void say(String who, String what) {
    double seconds = (System.nanoTime() - start) / 1e9;
    out.println(
        String.format(Locale.ROOT, "%6.1f s  %-4s  %5d  %-9s  %s", seconds, path, lost, who, what));
    out.flush();
  }

  /** Has later lines show this path and this number of lost probes; tells a change of the path. */
  synchronized void measured(TrafficPath now, int lostNow) {
    lost = lostNow;
    String previous = path;
    path = now.toString();
    if (!path.equals(previous)) {
      say("traffic", describe(now));
    }
  }

  private static String describe(TrafficPath path) {
    if (path.back() == TrafficPath.Hub.NONE) {
      return path.out() == TrafficPath.Hub.NONE
          ? "nothing goes out"
          : "goes out to hub " + path.out() + ", nothing comes back";
    }
    return path.out() == path.back()
        ? "goes by hub " + path.out() + " and comes back"
        : "goes out by hub " + path.out() + " and comes back by hub " + path.back();
  }
}

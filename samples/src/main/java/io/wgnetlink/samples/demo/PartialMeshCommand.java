package io.wgnetlink.samples.demo;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code wgj demo partial-mesh}: a client's traffic survives the loss of its direct tunnel. */
@Command(
    name = "partial-mesh",
    sortOptions = false,
    description = {
      "A client has a direct tunnel to hub B and a permanent one to hub A. The direct path is"
          + " cut; traffic for the service behind hub B goes by hub A until the path is healed.",
      "",
      "Needs Linux with WireGuard, and root or a user namespace; the launcher sees to both."
          + " It takes about a minute, with --flap about three, with the naive algorithm about"
          + " four more."
    },
    footer = {
      "",
      "Exit code: 0 when traffic switched and returned as promised, and nothing is left behind; 1"
          + " when not; 2 for a wrong use; 130 when interrupted. The promise is printed at the end:"
          + " the bound of the detector for the client's verdict, and for the outage what hub B,"
          + " which only answers, needs beyond; in mode route nothing is lost on the return."
    })
final class PartialMeshCommand implements Callable<Integer> {
  private static final int OK = 0;
  private static final int NOT_OK = 1;

  /** The thread that waits for the demo to end when the process is to end. */
  static final String SHUTDOWN_HOOK = "demo-shutdown";

  /** 128 + SIGINT. */
  private static final int INTERRUPTED = 130;

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = ModeConverter.class,
      completionCandidates = Modes.class,
      defaultValue = "route",
      description = "route (default): the client has an interface for each hub, and routes decide;"
          + " allowed-ips: both hubs are peers of one interface, and the allowed IPs decide.")
  private MeshMode mode = MeshMode.ROUTE;

  @Option(
      names = "--detect",
      paramLabel = "DETECTOR",
      converter = DetectorConverter.class,
      completionCandidates = Detectors.class,
      description = "By what a dead tunnel is found: passive, by counters and the kernel's own"
          + " verdict; nudge (default), also by a datagram when nothing came for 2 s; echo, by an"
          + " echo request a second.")
  private @Nullable Detector detector;

  @Option(
      names = "--warm-up",
      description = "Let the tunnel work for 75 s before the cut: a peer that answered for a minute"
          + " is asked by a forced handshake when it falls silent. Echo needs none.")
  private boolean warm;

  @Option(
      names = "--one-way",
      paramLabel = "DIRECTION",
      description = "Lose one direction only: out, what the client sends to hub B; in, what hub B"
          + " sends to the client.")
  private @Nullable Direction oneWay;

  @Option(
      names = "--flap",
      description = "Cut the direct path again each time that traffic is back on it, three times.")
  private boolean flap;

  @Option(
      names = "--kill",
      paramLabel = "WHAT",
      description = "engine: the client's controller hangs for ever before the direct path is cut;"
          + " its lease takes the traffic back. Mode route only.")
  private @Nullable Victim kill;

  @Option(
      names = "--naive",
      description = "Run what older utilities do instead: withdraw the routes of a peer whose"
          + " handshake is older than 120 s.")
  private boolean naive;

  @Option(
      names = "--beside-naive",
      description = "Run what older utilities do in the same scene afterwards, and print both.")
  private boolean besideNaive;

  @Option(
      names = "--engine",
      paramLabel = "WHERE",
      defaultValue = "both",
      description = "both (default): failover runs at the client and at hub B; client: only there,"
          + " to show that the way back has to turn too.")
  private Engine engine = Engine.both;

  @Option(names = "--json", description = "Print the result as one line of JSON, the last line.")
  private boolean json;

  /** Where controllers run; named as on the command line. */
  enum Engine {
    both,
    client
  }

  /** What is lost, seen from the client; named as on the command line. */
  enum Direction {
    out(Scenario.ONE_WAY_OUT),
    in(Scenario.ONE_WAY_IN);

    private final Scenario scenario;

    Direction(Scenario scenario) {
      this.scenario = scenario;
    }
  }

  /** What can be killed; named as on the command line. */
  enum Victim {
    engine
  }

  @SuppressWarnings("NullAway.Init") // picocli sets the specification
  PartialMeshCommand() {}

  @Override
  public Integer call() {
    DemoOptions options = options();
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch ended = new CountDownLatch(1);
    Thread onCtrlC = interruptOnShutdown(Thread.currentThread(), ended);
    try {
      DemoReport report = new PartialMeshDemo(options, besideNaive, new Timeline(out)).run();
      Runtime.getRuntime().removeShutdownHook(onCtrlC);
      out.println();
      out.print(report.toText());
      if (json) {
        out.println(report.toJson());
      }
      return report.isOk() ? OK : NOT_OK;
    } catch (InterruptedException e) {
      return INTERRUPTED;
    } finally {
      out.flush();
      ended.countDown();
    }
  }

  private DemoOptions options() {
    Scenario scenario = scenario();
    refuse(naive && engine == Engine.client, "--naive runs at both ends: not with --engine");
    refuse(naive && besideNaive, "--naive runs alone, --beside-naive after a controller: not both");
    refuse(
        (naive || besideNaive) && (flap || kill != null),
        "the naive algorithm knows neither damping nor lease: not with --flap or --kill");
    refuse(
        naive && (detector != null || warm),
        "the naive algorithm goes by the age of handshakes alone: not with --detect or --warm-up");
    refuse(
        engine == Engine.client && scenario != Scenario.CUT,
        "--engine client, where no traffic comes back, shows the plain cut: not with --one-way,"
            + " --flap or --kill");
    refuse(
        kill != null && mode == MeshMode.ALLOWED_IPS,
        "there is no lease in mode allowed-ips, where nothing of the kernel's expires: --kill needs"
            + " --mode route");
    refuse(
        warm && (scenario != Scenario.CUT || detector == Detector.ECHO),
        "--warm-up is for forced handshakes, which shorten the plain cut with --detect passive or"
            + " nudge");
    Detector by = detector == null ? Detector.NUDGE : detector;
    return new DemoOptions(mode, scenario, by, warm, naive, engine == Engine.both);
  }

  private Scenario scenario() {
    long asked = Stream.of(flap, oneWay != null, kill != null).filter(b -> b).count();
    refuse(asked > 1, "--one-way, --flap and --kill are stories of their own: one at a time");
    if (flap) {
      return Scenario.FLAP;
    }
    if (kill != null) {
      return Scenario.KILL_ENGINE;
    }
    return oneWay == null ? Scenario.CUT : oneWay.scenario;
  }

  private void refuse(boolean senseless, String why) {
    if (senseless) {
      throw new ParameterException(spec.commandLine(), why);
    }
  }

  /** Has Ctrl-C take everything down in order before the process ends. */
  private static Thread interruptOnShutdown(Thread demo, CountDownLatch ended) {
    Thread hook = new Thread(
        () -> {
          demo.interrupt();
          try {
            ended.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        SHUTDOWN_HOOK);
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  /** The modes as they are written on the command line. */
  static final class Modes implements Iterable<String> {
    Modes() {}

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(MeshMode.values()).map(MeshMode::toString).iterator();
    }
  }

  /** Reads a mode. */
  static final class ModeConverter implements ITypeConverter<MeshMode> {
    ModeConverter() {}

    @Override
    public MeshMode convert(String text) {
      return Arrays.stream(MeshMode.values())
          .filter(mode -> mode.toString().equals(text))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("there is route and allowed-ips, no " + text));
    }
  }

  /** The detectors as they are written on the command line. */
  static final class Detectors implements Iterable<String> {
    Detectors() {}

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Detector.values()).map(Detector::toString).iterator();
    }
  }

  /** Reads a detector. */
  static final class DetectorConverter implements ITypeConverter<Detector> {
    DetectorConverter() {}

    @Override
    public Detector convert(String text) {
      return Arrays.stream(Detector.values())
          .filter(detector -> detector.toString().equals(text))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("there is passive, nudge and echo, no " + text));
    }
  }
}

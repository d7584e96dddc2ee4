package io.wgnetlink.samples.demo;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
          + " It takes about a minute, with --naive about four."
    },
    footer = {
      "",
      "Exit code: 0 when traffic switched and returned as promised (mode route: an outage under"
          + " 25 s and nothing lost on the return; allowed-ips: an outage under 30 s) and nothing is"
          + " left behind; 1 when not; 2 for a wrong use; 130 when interrupted."
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
      names = "--naive",
      description = "Run what older utilities do instead: withdraw the routes of a peer whose"
          + " handshake is older than 120 s.")
  private boolean naive;

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

  @SuppressWarnings("NullAway.Init") // picocli sets the specification
  PartialMeshCommand() {}

  @Override
  public Integer call() {
    if (naive && engine == Engine.client) {
      throw new ParameterException(
          spec.commandLine(), "--naive runs at both ends: not with --engine");
    }
    PrintWriter out = spec.commandLine().getOut();
    DemoOptions options = new DemoOptions(mode, naive, engine == Engine.both);
    CountDownLatch ended = new CountDownLatch(1);
    Thread onCtrlC = interruptOnShutdown(Thread.currentThread(), ended);
    try {
      DemoReport report = new PartialMeshDemo(options, new Timeline(out)).run();
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
}

package io.wgnetlink.samples.cli;

import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.samples.demo.DemoCommand;
import java.io.PrintWriter;
import java.security.Security;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program {@code wgj}.
 *
 * <p>Exit codes are those of {@code wg}: 0 when all went well, 1 when not, also for a wrong use. A
 * demo says 2 for a wrong use, so that its 1 always means that it ran and failed.
 */
@Command(
    name = Wgj.NAME,
    description = "Shows and changes WireGuard interfaces, makes keys and demonstrates failover.",
    versionProvider = Wgj.Version.class,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    synopsisSubcommandLabel = "[COMMAND]",
    footer = {
      "",
      "Without a command it shows all interfaces, as 'wgj show' does.",
      "'wgj COMMAND --help' explains a command."
    },
    subcommands = {
      ShowCommand.class,
      ShowconfCommand.class,
      SetCommand.class,
      ConfCommands.Setconf.class,
      ConfCommands.Addconf.class,
      ConfCommands.Syncconf.class,
      KeyCommands.Genkey.class,
      KeyCommands.Genpsk.class,
      KeyCommands.Pubkey.class,
      DemoCommand.class,
      CompletionCommand.class
    })
public final class Wgj implements Callable<Integer> {
  static final String NAME = "wgj";

  private final Surroundings surroundings;

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--netns",
      paramLabel = "NAMESPACE",
      scope = ScopeType.INHERIT,
      description = "Run in this network namespace: a name of 'ip netns', a path or a process id.")
  private @Nullable String namespace;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  @SuppressWarnings("unused") // picocli prints the help
  private boolean helpWanted;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  @SuppressWarnings("unused") // picocli prints the version
  private boolean versionWanted;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification
  private Wgj(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Logs more to stderr: warnings without it, state changes with one, everything with two. */
  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log state changes to stderr; twice: everything.")
  void verbose(boolean[] times) {
    LogSetup.verbose(times.length);
  }

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // The first address of a name is the one that getaddrinfo(3) puts first, and a failure is not
    // remembered, as there are retries.
    System.setProperty("java.net.preferIPv6Addresses", "system");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    Stdout stdout = Stdout.open();
    CommandLine program = commandLine(Surroundings.ofProcess()).setOut(stdout.writer());
    int code = run(program, arguments);
    program.getOut().flush();
    System.exit(stdout.exitCode(code, program.getErr()));
  }

  /** Runs a program; {@code help} and {@code version} alone are commands, as for {@code wg}. */
  static int run(CommandLine program, String... arguments) {
    return switch (String.join(" ", arguments)) {
      case "help" -> program.execute("--help");
      case "version" -> program.execute("--version");
      default -> program.execute(arguments);
    };
  }

  /** Returns the program, ready to be run with arguments, and with the environment's variables. */
  public static CommandLine commandLine() {
    return commandLine(Surroundings.of(System.getenv()));
  }

  /** Returns the program, ready to be run with arguments. */
  public static CommandLine commandLine(Surroundings surroundings) {
    Wgj program = new Wgj(surroundings);
    CommandLine commandLine = new CommandLine(program)
        .setUsageHelpAutoWidth(true)
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(Wgj::explainWrongUse)
        .setExecutionExceptionHandler(Wgj::explainFailure)
        .setExecutionStrategy(program::runInNamespace);
    // What follows the interface is wg's own grammar, in which "-10.0.0.0/8" is no option.
    Objects.requireNonNull(commandLine.getSubcommands().get("set")).setStopAtPositional(true);
    return commandLine;
  }

  /** Runs the command on a thread that is in the namespace, with all that the command opens. */
  private int runInNamespace(ParseResult parsed) {
    if (namespace == null) {
      return new RunLast().execute(parsed);
    }
    CommandLine command = parsed.asCommandLineList().get(0);
    try (NetworkNamespace wanted = NamespaceArgument.open(namespace)) {
      return wanted.call(() -> new RunLast().execute(parsed));
    } catch (IllegalArgumentException | NetlinkException e) {
      throw new ExecutionException(command, "--netns " + namespace, e);
    }
  }

  Surroundings surroundings() {
    return surroundings;
  }

  @Override
  public Integer call() {
    return ShowCommand.show(spec.commandLine(), surroundings, List.of(), false);
  }

  private static int explainWrongUse(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    if (e instanceof UnmatchedArgumentException unmatched && command.getParent() == null) {
      err.println("Invalid subcommand: `" + Echo.of(unmatched.getUnmatched().get(0)) + "'");
    } else {
      err.println(Echo.of(String.valueOf(e.getMessage())));
    }
    UnmatchedArgumentException.printSuggestions(e, err);
    err.print(command.getUsageMessage());
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int explainFailure(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println(NAME + ": " + Echo.of(e.getMessage() == null ? e.toString() : e.getMessage()));
    if (LogSetup.isVerbose()) {
      e.printStackTrace(err);
    }
    err.flush();
    return 1;
  }

  /** The version, which the build writes into the manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    Version() {}

    @Override
    public String[] getVersion() {
      String version = Wgj.class.getPackage().getImplementationVersion();
      return new String[] {
        NAME + " " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
            + ", Linux " + System.getProperty("os.version")
      };
    }
  }
}

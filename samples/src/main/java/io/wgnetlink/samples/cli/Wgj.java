package io.wgnetlink.samples.cli;

import io.wgnetlink.samples.demo.DemoCommand;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
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
    description = "Shows WireGuard interfaces, makes keys and demonstrates failover.",
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
      KeyCommands.Genkey.class,
      KeyCommands.Genpsk.class,
      KeyCommands.Pubkey.class,
      DemoCommand.class
    })
public final class Wgj implements Callable<Integer> {
  static final String NAME = "wgj";

  @Spec
  private CommandSpec spec;

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
  Wgj() {}

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
    System.exit(run(commandLine(), arguments));
  }

  /** Runs a program; {@code help} alone means {@code --help}, as for {@code wg}. */
  static int run(CommandLine program, String... arguments) {
    boolean helpWanted = arguments.length == 1 && arguments[0].equals("help");
    return helpWanted ? program.execute("--help") : program.execute(arguments);
  }

  /** Returns the program, ready to be run with arguments. */
  public static CommandLine commandLine() {
    return new CommandLine(new Wgj())
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Wgj::explainWrongUse)
        .setExecutionExceptionHandler(Wgj::explainFailure);
  }

  @Override
  public Integer call() {
    return ShowCommand.show(spec.commandLine(), List.of());
  }

  private static int explainWrongUse(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    if (e instanceof UnmatchedArgumentException unmatched && command.getParent() == null) {
      err.println("Invalid subcommand: `" + unmatched.getUnmatched().get(0) + "'");
    } else {
      err.println(e.getMessage());
    }
    UnmatchedArgumentException.printSuggestions(e, err);
    err.print(command.getUsageMessage());
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int explainFailure(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println(NAME + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()));
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

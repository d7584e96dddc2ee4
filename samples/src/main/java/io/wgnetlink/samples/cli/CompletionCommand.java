package io.wgnetlink.samples.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code wgj completion}: a script that teaches bash the commands and options. */
@Command(
    name = "completion",
    description = "Prints a script that completes command lines in bash.",
    exitCodeOnInvalidInput = 1,
    footer = {"", "For this shell: source <(wgj completion)"})
final class CompletionCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification
  CompletionCommand() {}

  @Override
  public Integer call() {
    String script = AutoComplete.bash(Wgj.NAME, spec.root().commandLine());
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
    return 0;
  }
}

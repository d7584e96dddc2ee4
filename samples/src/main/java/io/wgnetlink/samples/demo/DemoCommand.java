package io.wgnetlink.samples.demo;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wgj demo}: the demonstrations. */
@Command(
    name = "demo",
    description = "Demonstrates failover on hosts that it makes as network namespaces.",
    synopsisSubcommandLabel = "DEMO",
    subcommands = PartialMeshCommand.class)
public final class DemoCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  /** Called by picocli. */
  @SuppressWarnings("NullAway.Init")
  public DemoCommand() {}

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Which demo? There is: partial-mesh");
  }
}

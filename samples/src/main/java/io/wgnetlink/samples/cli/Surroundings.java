package io.wgnetlink.samples.cli;

import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What the program finds around it beside its arguments, so that a caller inside the same process
 * can bring its own. Immutable; no record, because the environment may hold what is not to be
 * printed.
 */
public final class Surroundings {
  private final Map<String, String> environment;
  private final BooleanSupplier terminal;

  private Surroundings(Map<String, String> environment, BooleanSupplier terminal) {
    this.environment = Map.copyOf(environment);
    this.terminal = terminal;
  }

  /** Returns those of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(System.getenv(), Stdout::isTerminal);
  }

  /** Returns those of an output that is no terminal, with these environment variables. */
  public static Surroundings of(Map<String, String> environment) {
    return new Surroundings(environment, () -> false);
  }

  /** Returns those of an output that is a terminal, with these environment variables. */
  static Surroundings ofTerminal(Map<String, String> environment) {
    return new Surroundings(environment, () -> true);
  }

  /** Returns the value of a variable, empty when it is not set. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** Returns whether the output goes to a terminal. */
  boolean isTerminal() {
    return terminal.getAsBoolean();
  }
}

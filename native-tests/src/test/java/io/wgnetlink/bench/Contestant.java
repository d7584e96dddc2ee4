package io.wgnetlink.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.util.List;

/** One way to do what a contest is about. */
interface Contestant {
  /** Does it so many times over. */
  Sample run(int times);

  /** Returns whether it runs in this process, where compilers make it faster as it goes on. */
  default boolean warmsUp() {
    return false;
  }

  /** Runs in this process; processor time counts the compiler's and the collector's threads too. */
  static Contestant library(Runnable operation) {
    return new Library(
        operation, (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean());
  }

  /** What runs in this process. */
  record Library(Runnable operation, OperatingSystemMXBean process) implements Contestant {
    @Override
    public boolean warmsUp() {
      return true;
    }

    @Override
    public Sample run(int times) {
      long cpu = process.getProcessCpuTime();
      long wall = System.nanoTime();
      for (int i = 0; i < times; i++) {
        operation.run();
      }
      wall = System.nanoTime() - wall;
      return new Sample(times, wall, process.getProcessCpuTime() - cpu);
    }
  }

  /** Starts a process for each operation, waits for its end, and throws its output away. */
  static Contestant command(List<String> command) {
    return commands(List.of(command));
  }

  /** Starts several processes for each operation, one after another. */
  static Contestant commands(List<List<String>> commands) {
    List<ProcessBuilder> builders = commands.stream().map(Contestant::builder).toList();
    return times -> {
      long wall = System.nanoTime();
      for (int i = 0; i < times; i++) {
        builders.forEach(Contestant::runOnce);
      }
      return new Sample(times, System.nanoTime() - wall, 0);
    };
  }

  private static ProcessBuilder builder(List<String> command) {
    return new ProcessBuilder(command)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.INHERIT);
  }

  private static void runOnce(ProcessBuilder command) {
    try {
      int code = command.start().waitFor();
      if (code != 0) {
        throw new IllegalStateException(command.command() + " ended with " + code);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

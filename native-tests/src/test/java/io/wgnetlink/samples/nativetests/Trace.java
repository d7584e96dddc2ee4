package io.wgnetlink.samples.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A program under {@code strace -f}, which notes each process that it starts. What starts a thread
 * is told from what starts a process by {@code CLONE_THREAD}.
 */
final class Trace implements AutoCloseable {
  private static final String CALLS = "trace=execve,execveat,fork,vfork,clone,clone3";
  private static final Pattern CLONE = Pattern.compile("\\bclone3?\\(");

  private final Path file;
  private final Program program;

  private Trace(Path file, Program program) {
    this.file = file;
    this.program = program;
  }

  /** Starts a command inside a namespace; only the calls that are noted cost it time. */
  static Trace start(NetworkNamespace namespace, List<String> command) {
    try {
      Path file = Files.createTempFile("strace", "");
      List<String> traced = new ArrayList<>(
          List.of("strace", "-f", "--seccomp-bpf", "-e", CALLS, "-o", file.toString()));
      traced.addAll(command);
      return new Trace(file, Program.start(namespace, traced));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program that traces: it ends with the exit code of the one that is traced. */
  Program program() {
    return program;
  }

  /** Returns the process that is traced. */
  long pid() {
    return ProcessHandle.of(program.pid())
        .orElseThrow()
        .children()
        .findFirst()
        .orElseThrow()
        .pid();
  }

  /**
   * Requires that after so many programs, each in the place of the last, there were only threads.
   */
  void assertOneProcess(int programs) {
    assertThat(calls()).filteredOn(call -> call.contains("execve")).hasSize(programs);
    assertThat(processStarts()).isEmpty();
    assertThat(calls()).filteredOn(call -> call.contains("CLONE_THREAD")).isNotEmpty();
  }

  /** Returns the calls that started a process. */
  List<String> processStarts() {
    return calls().stream().filter(Trace::startsProcess).toList();
  }

  private static boolean startsProcess(String call) {
    return call.contains("fork(") || (CLONE.matcher(call).find() && !call.contains("CLONE_THREAD"));
  }

  private List<String> calls() {
    try {
      // What a call returns while others run is on a line of its own.
      return Files.readAllLines(file).stream()
          .filter(line -> !line.contains(" resumed>"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    program.close();
    file.toFile().delete();
  }
}

package io.wgnetlink.bench;

import io.wgnetlink.netlink.RecordingTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program {@code replay}, written in C, that sends the library's own requests and receives
 * their answers without reading them. It lives as long as the run, so that its rounds lie between
 * the library's.
 */
final class ReplayLoop implements AutoCloseable {
  private final Process process;
  private final PrintStream commands;
  private final BufferedReader answers;
  private final Path folder;

  ReplayLoop(Path program, int protocol) {
    try {
      process = new ProcessBuilder(program.toString(), Integer.toString(protocol))
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
      folder = Files.createTempDirectory("replay");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    answers = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Returns the loop over some recorded requests. */
  Contestant over(String name, List<byte[]> requests) {
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("nothing was recorded of " + name);
    }
    Path file = folder.resolve(name);
    try {
      Files.write(file, RecordingTransport.file(requests));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return times -> run(file, times);
  }

  private Sample run(Path file, int times) {
    commands.println(times + " " + file);
    try {
      String answer = answers.readLine();
      if (answer == null || answer.startsWith("error")) {
        throw new IllegalStateException("replay of " + file + ": " + answer);
      }
      String[] numbers = answer.split(" ", -1);
      return new Sample(times, Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    commands.close();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> file.toFile().delete());
      Files.delete(folder);
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

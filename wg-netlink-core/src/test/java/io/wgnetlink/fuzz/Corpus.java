package io.wgnetlink.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The inputs of one fuzz target that are kept, in {@code src/test/fuzz/TARGET} of its module: what
 * a real kernel or program sent, and what a longer run has found. A file {@code *.hex} holds hex
 * digits, with remarks behind {@code #}; {@value #LIST} names such files elsewhere in the module;
 * any other file is an input as it is.
 */
public final class Corpus {
  private static final Path FOLDER = Path.of("src", "test", "fuzz");
  private static final String HEX = ".hex";
  private static final String LIST = "captures.list";

  private Corpus() {}

  /** Returns the inputs of a target, by file name. */
  public static Map<String, byte[]> of(Class<?> target) {
    return of(target.getSimpleName());
  }

  private static Map<String, byte[]> of(String target) {
    Map<String, byte[]> inputs = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve(target))) {
      files
          .flatMap(Corpus::listed)
          .forEach(file -> inputs.put(file.getFileName().toString(), read(file)));
      return inputs;
    } catch (IOException e) {
      throw new UncheckedIOException("no corpus of " + target, e);
    }
  }

  private static Stream<Path> listed(Path file) {
    if (!file.endsWith(LIST)) {
      return Stream.of(file);
    }
    try {
      return Files.readAllLines(file).stream().map(Path::of);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return file.toString().endsWith(HEX)
          ? parse(Files.readString(file))
          : Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] parse(String text) {
    String digits =
        text.lines().map(line -> line.replaceAll("#.*|\\s", "")).collect(Collectors.joining());
    return HexFormat.of().parseHex(digits);
  }

  /**
   * Writes the inputs of a target into a folder, as the fuzzer wants them: {@code TARGET FOLDER};
   * or prints a finding as a file of this corpus: {@code hex FILE}.
   */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[1]);
    if (arguments[0].equals("hex")) {
      print(Files.readAllBytes(path));
      return;
    }
    for (Map.Entry<String, byte[]> input : of(arguments[0]).entrySet()) {
      Files.write(path.resolve(input.getKey()), input.getValue());
    }
  }

  private static void print(byte[] bytes) {
    int perLine = 32;
    for (int at = 0; at < bytes.length; at += perLine) {
      int to = Math.min(at + perLine, bytes.length);
      System.out.println(HexFormat.of().formatHex(bytes, at, to));
    }
  }
}

package io.wgnetlink.samples.nativetests;

import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.samples.cli.Surroundings;
import io.wgnetlink.samples.cli.Wgj;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Runs command lines of {@code wg}, by it and by {@code wgj}. */
final class CommandLines {
  /** A word as a shell reads it: bare, or in single quotes. */
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private static final Map<String, String> ENVIRONMENT =
      Map.of("WG_COLOR_MODE", "auto", "WG_ENDPOINT_RESOLUTION_RETRIES", "0");

  /** One for all lines: in a virtual machine it takes longer to make than most lines to run. */
  private static final CommandLine WGJ = Wgj.commandLine(Surroundings.of(ENVIRONMENT));

  private CommandLines() {}

  /** What a command printed, how it ended, and what {@code wg0} was then, had it ended well. */
  record Outcome(int code, String out, String err, String device) {}

  /** Runs lines by {@code wg}, one after another, all by one script. */
  static List<Outcome> wg(NetworkNamespace namespace, List<String> lines, Path folder)
      throws IOException {
    StringBuilder script = new StringBuilder();
    ENVIRONMENT.forEach((name, value) -> script.append("export " + name + "=" + value + "\n"));
    for (int i = 0; i < lines.size(); i++) {
      script.append("wg " + lines.get(i) + " >" + i + ".out 2>" + i + ".err </dev/null\n"
          + "code=$?; echo $code >" + i + ".code\n"
          + "if [ $code = 0 ]; then wg show wg0 dump; fi >" + i + ".device\n");
    }
    Path results = Files.createDirectory(folder.resolve("results"));
    Path file = Files.writeString(results.resolve("script"), script);
    Witness.run(namespace, "sh", "-c", "cd " + results + " && . " + file);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      outcomes.add(new Outcome(
          Integer.parseInt(Files.readString(results.resolve(i + ".code")).trim()),
          Files.readString(results.resolve(i + ".out")),
          asWgj(Files.readString(results.resolve(i + ".err"))),
          Files.readString(results.resolve(i + ".device"))));
    }
    return outcomes;
  }

  /** What is different on purpose: the program's name, and that no part of a key is repeated. */
  private static String asWgj(String err) {
    return err.replace("Usage: wg ", "Usage: wgj ")
        .replaceAll("(?m)^(Key is not the correct length or format): `.*'$", "$1")
        .replaceAll("(?m)^(Found trailing character in key file): `.*'$", "$1");
  }

  /** Runs a line by {@code wgj}, in this process. */
  static Outcome wgj(NetworkNamespace namespace, String line) {
    Outcome outcome = run(WGJ, namespace, line);
    return new Outcome(
        outcome.code(),
        outcome.out(),
        outcome.err(),
        outcome.code() == 0 ? run(WGJ, namespace, "show wg0 dump").out() : "");
  }

  /** Runs a line by {@code wgj} with environment variables, and looks at no device. */
  static Outcome wgj(NetworkNamespace namespace, String line, Map<String, String> environment) {
    return run(Wgj.commandLine(Surroundings.of(environment)), namespace, line);
  }

  private static Outcome run(CommandLine program, NetworkNamespace namespace, String line) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = namespace.call(() ->
        program.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(words(line)));
    return new Outcome(code, out.toString(), err.toString(), "");
  }

  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return words.toArray(String[]::new);
  }
}

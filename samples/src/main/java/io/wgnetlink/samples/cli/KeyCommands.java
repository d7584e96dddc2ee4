package io.wgnetlink.samples.cli;

import io.wgnetlink.wireguard.KeyFormatException;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that make keys; they ask nothing of the kernel but random numbers. */
final class KeyCommands {
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final Set<PosixFilePermission> FOR_EVERYBODY = Set.of(
      PosixFilePermission.OTHERS_READ,
      PosixFilePermission.OTHERS_WRITE,
      PosixFilePermission.OTHERS_EXECUTE);

  private KeyCommands() {}

  /** What the commands have in common: no arguments, and a line of output. */
  private abstract static class KeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> arguments = List.of();

    @SuppressWarnings("NullAway.Init") // picocli sets the specification
    KeyCommand() {}

    /** Returns the key to print, or throws with the reason for the user. */
    abstract String key() throws IOException;

    @Override
    public final Integer call() throws IOException {
      PrintWriter err = spec.commandLine().getErr();
      if (!arguments.isEmpty()) {
        err.println("Usage: " + spec.qualifiedName());
        err.flush();
        return 1;
      }
      String key;
      try {
        key = key();
      } catch (IllegalArgumentException e) {
        err.println(Wgj.NAME + ": " + e.getMessage());
        err.flush();
        return 1;
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(key + "\n");
      out.flush();
      return 0;
    }

    final void warnIfStdoutIsForEverybody() throws IOException {
      if (Files.isRegularFile(STDOUT)
          && Files.getPosixFilePermissions(STDOUT).stream().anyMatch(FOR_EVERYBODY::contains)) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("Warning: writing to world accessible file.");
        err.println("Consider setting the umask to 077 and trying again.");
        err.flush();
      }
    }
  }

  @Command(
      name = "genkey",
      description = "Generates a new private key and writes it to stdout.",
      exitCodeOnInvalidInput = 1,
      customSynopsis = "wgj genkey")
  static final class Genkey extends KeyCommand {
    Genkey() {}

    @Override
    String key() throws IOException {
      warnIfStdoutIsForEverybody();
      try (PrivateKey key = PrivateKey.generate()) {
        return key.toBase64();
      }
    }
  }

  @Command(
      name = "genpsk",
      description = "Generates a new preshared key and writes it to stdout.",
      exitCodeOnInvalidInput = 1,
      customSynopsis = "wgj genpsk")
  static final class Genpsk extends KeyCommand {
    Genpsk() {}

    @Override
    String key() throws IOException {
      warnIfStdoutIsForEverybody();
      try (PresharedKey key = PresharedKey.generate()) {
        return key.toBase64();
      }
    }
  }

  @Command(
      name = "pubkey",
      description = "Reads a private key from stdin and writes a public key to stdout.",
      exitCodeOnInvalidInput = 1,
      customSynopsis = "wgj pubkey")
  static final class Pubkey extends KeyCommand {
    Pubkey() {}

    @Override
    String key() throws IOException {
      return publicKey(System.in);
    }

    /** Reads 44 characters, after which only white space may follow. */
    static String publicKey(InputStream in) throws IOException {
      try (KeyText text = KeyText.read(in)) {
        requireNothingMore(in);
        try (PrivateKey key = PrivateKey.parse(text.text())) {
          return key.publicKey().toBase64();
        }
      } catch (KeyFormatException e) {
        throw new IllegalArgumentException(KeyFile.BAD_KEY, e);
      }
    }

    private static void requireNothingMore(InputStream in) throws IOException {
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c != 0 && !KeyText.isSpace(c)) {
          throw new IllegalArgumentException("Trailing characters found after key");
        }
      }
    }
  }
}

package io.wgnetlink.samples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The standard output of the process, which remembers that it could not be written to.
 *
 * <p>A {@link PrintWriter} keeps failures to itself, so a full disk would go unnoticed. A reader
 * that has gone, as in {@code wgj show | head -1}, is no failure: Unix ends the writer by a signal,
 * without a word, and the shell says {@link #BROKEN_PIPE}. Java ignores the signal, so the program
 * ends itself in the same way.
 */
final class Stdout extends FilterOutputStream {
  /** 128 + SIGPIPE. */
  static final int BROKEN_PIPE = 141;

  private static final Path FILE = Path.of("/proc/self/fd/1");
  private static final Path TERMINAL_DRIVERS = Path.of("/proc/tty/drivers");

  /** {@code S_IFMT}, {@code S_IFIFO} and {@code S_IFSOCK}, {@code uapi/linux/stat.h}. */
  private static final int TYPE = 0xf000;

  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xc000;

  private @Nullable IOException failure;

  private Stdout(OutputStream out) {
    super(out);
  }

  static Stdout open() {
    return new Stdout(new FileOutputStream(FileDescriptor.out));
  }

  /**
   * Returns a writer of UTF-8, whatever the locale: names of interfaces are bytes to the kernel.
   */
  PrintWriter writer() {
    return new PrintWriter(this, true, StandardCharsets.UTF_8);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /** Returns the exit code of a command that ended with a code of its own, once all was written. */
  int exitCode(int code, PrintWriter err) {
    if (failure == null || code != 0) {
      return code;
    }
    if (goesToAReader()) {
      return BROKEN_PIPE;
    }
    err.println(Wgj.NAME + ": cannot write the output: " + failure.getMessage());
    return 1;
  }

  /** Returns whether the output is a terminal, as {@code isatty(3)} would say. */
  static boolean isTerminal() {
    try {
      return isTerminal(number("unix:rdev"), Files.readAllLines(TERMINAL_DRIVERS));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Looks a device number up in the kernel's list of terminals, whose lines are name, node, major
   * number, and minor number or range of them.
   */
  static boolean isTerminal(long device, List<String> drivers) {
    // The layout of a device number: makedev(3).
    long major = (device >> 8) & 0xfff;
    long minor = (device & 0xff) | ((device >> 12) & 0xfff00);
    for (String driver : drivers) {
      String[] columns = driver.trim().split(" +", -1);
      if (columns.length >= 4 && columns[2].equals(Long.toString(major))) {
        String[] range = columns[3].split("-", -1);
        if (Long.parseLong(range[0]) <= minor && minor <= Long.parseLong(range[range.length - 1])) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean goesToAReader() {
    try {
      long type = number("unix:mode") & TYPE;
      return type == PIPE || type == SOCKET;
    } catch (IOException e) {
      return false;
    }
  }

  private static long number(String attribute) throws IOException {
    return ((Number) Files.getAttribute(FILE, attribute)).longValue();
  }
}

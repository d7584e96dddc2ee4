package io.wgnetlink.testkit.secrets;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.secrets.KeyHolders;
import io.wgnetlink.testkit.InMemoryKernel;
import io.wgnetlink.testkit.conformance.InMemoryMachine;
import io.wgnetlink.wireguard.WireGuard;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** The drive in a JVM of its own, which a flight recording and all its output can be had of. */
public final class SecretsProgram {
  private SecretsProgram() {}

  /**
   * Runs the drive on kernels in memory; given any argument, it ends with the types that hold a key
   * and were not shown.
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Closeable unused = logEverythingTo(out);
    SecretsDrive drive = new SecretsDrive(out);
    drive.values();
    drive.configuration();
    drive.machine(new InMemoryMachine(InMemoryKernel.create()));
    drive.machine(
        new InMemoryMachine(InMemoryKernel.builder().withoutAllowedIpRemoval().build()));
    drive.faults(InMemoryKernel.create());
    try (NetworkNamespace namespace = InMemoryKernel.create().namespace()) {
      drive.userspace(Files.createTempDirectory("sockets"), namespace);
    }
    out.println("driven to the end");
    if (arguments.length > 0) {
      listHolders(drive, out);
    }
  }

  private static void listHolders(SecretsDrive drive, PrintStream out) {
    Set<String> holders = KeyHolders.inModulesOf(WireGuard.class, InMemoryKernel.class);
    out.println("holders: " + holders);
    holders.removeAll(drive.shown());
    out.println("not shown: " + holders);
  }

  /** Logs at every level, with everything that an event carries, until it is closed. */
  public static Closeable logEverythingTo(OutputStream out) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%level %logger [%thread] %msg %kvp %marker %mdc %ex{full}%n");
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    root.setLevel(Level.TRACE);
    root.addAppender(appender);
    return () -> {
      root.detachAppender(appender);
      root.setLevel(before);
    };
  }
}

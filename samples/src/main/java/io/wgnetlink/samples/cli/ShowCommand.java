package io.wgnetlink.samples.cli;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.WireGuard;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wgj show}: the state of interfaces, for people or as fields for programs. */
@Command(
    name = "show",
    description = "Shows the current configuration and device information.",
    exitCodeOnInvalidInput = 1,
    customSynopsis = ShowCommand.USAGE)
final class ShowCommand implements Callable<Integer> {
  static final String USAGE = Wgj.NAME + " show [ <interface> | all | interfaces ]"
      + " [public-key | private-key | listen-port | fwmark | peers | preshared-keys | endpoints |"
      + " allowed-ips | latest-handshakes | transfer | persistent-keepalive | dump]";

  @Spec
  private CommandSpec spec;

  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = List.of();

  @SuppressWarnings("NullAway.Init") // picocli sets the specification
  ShowCommand() {}

  @Override
  public Integer call() {
    return show(spec.commandLine(), arguments);
  }

  static int show(CommandLine command, List<String> arguments) {
    String what = arguments.isEmpty() ? "all" : arguments.get(0);
    Optional<String> field =
        arguments.size() < 2 ? Optional.empty() : Optional.of(arguments.get(1));
    if (arguments.size() > 2 || (what.equals("interfaces") && field.isPresent())) {
      return wrongUse(command);
    }
    if (what.equals("help")) {
      command.usage(command.getOut());
      return 0;
    }
    if (field.isPresent() && ShowField.of(field.get()).isEmpty()) {
      command.getErr().println("Invalid parameter: `" + field.get() + "'");
      return wrongUse(command);
    }
    try (Printing printing = new Printing(command, field.flatMap(ShowField::of))) {
      return switch (what) {
        case "interfaces" -> printing.names();
        case "all" -> printing.all();
        default -> printing.one(what);
      };
    } catch (NetlinkException e) {
      return new Failures(command.getErr()).report(Failures.NO_ACCESS, e);
    }
  }

  private static int wrongUse(CommandLine command) {
    command.getErr().println("Usage: " + USAGE);
    command.getErr().flush();
    return 1;
  }

  /** One run of the command: its connection to the kernel and its streams. */
  private static final class Printing implements AutoCloseable {
    private final PrintWriter out;
    private final Failures failures;
    private final Optional<ShowField> field;
    private final WireGuard wireGuard = WireGuard.open();
    private final LinkNames linkNames = new LinkNames();

    Printing(CommandLine command, Optional<ShowField> field) {
      this.out = command.getOut();
      this.failures = new Failures(command.getErr());
      this.field = field;
    }

    int names() {
      List<InterfaceName> names;
      try {
        names = wireGuard.interfaces();
      } catch (NetlinkException e) {
        return failures.report("Unable to list interfaces", e);
      }
      if (!names.isEmpty()) {
        out.print(
            names.stream().map(InterfaceName::value).collect(Collectors.joining(" ", "", "\n")));
      }
      return 0;
    }

    /** Succeeds when at least one interface could be shown, or there is none. */
    int all() {
      List<InterfaceName> names;
      try {
        names = wireGuard.interfaces();
      } catch (NetlinkException e) {
        return failures.report("Unable to list interfaces", e);
      }
      int code = names.isEmpty() ? 0 : 1;
      for (int i = 0; i < names.size(); i++) {
        InterfaceName name = names.get(i);
        try (Device device = wireGuard.device(name)) {
          out.print(text(device, name + "\t"));
          if (field.isEmpty() && i + 1 < names.size()) {
            out.print('\n');
          }
          code = 0;
        } catch (NetlinkException e) {
          failures.report(Failures.NO_ACCESS + " " + name, e);
        }
      }
      return code;
    }

    int one(String interfaceName) {
      Optional<InterfaceName> name = Failures.interfaceName(interfaceName);
      if (name.isEmpty()) {
        return failures.reportBadName();
      }
      try (Device device = wireGuard.device(name.get())) {
        out.print(text(device, ""));
        return 0;
      } catch (NetlinkException e) {
        return failures.report(Failures.NO_ACCESS, e);
      }
    }

    private String text(Device device, String linePrefix) {
      if (field.isPresent()) {
        return field.get().format(device, linePrefix, linkNames);
      }
      boolean keysShown = "never".equals(System.getenv("WG_HIDE_KEYS"));
      return new PrettyFormat(linkNames, Instant.now(), keysShown).format(device);
    }

    @Override
    public void close() {
      out.flush();
      linkNames.close();
      wireGuard.close();
    }
  }
}

package io.wgnetlink.samples.cli;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.WireGuard;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code wgj show}: the state of interfaces, for people or as fields for programs. */
@Command(
    name = "show",
    description = "Shows the current configuration and device information.",
    exitCodeOnInvalidInput = 1,
    customSynopsis = ShowCommand.USAGE,
    footer = {
      "",
      "Without a field it prints for people; with one, lines of fields separated by tabs.",
      "WG_COLOR_MODE: always, never, or (default) auto, which is colours on a terminal.",
      "WG_HIDE_KEYS: never has private and preshared keys printed instead of (hidden).",
      "",
      "--json prints one line: an object of interfaces by name, each with publicKey, listenPort,"
          + " fwmark and peers, an object by public key, each with hasPresharedKey, endpoint,"
          + " latestHandshake (seconds since 1970), transferRx, transferTx (bytes),"
          + " persistentKeepalive (seconds) and allowedIps. What is not set is absent. With"
          + " WG_HIDE_KEYS=never there are privateKey and presharedKey, too."
    })
final class ShowCommand implements Callable<Integer> {
  static final String USAGE = Wgj.NAME + " show { <interface> | all | interfaces }"
      + " [public-key | private-key | listen-port | fwmark | peers | preshared-keys | endpoints |"
      + " allowed-ips | latest-handshakes | transfer | persistent-keepalive | dump]";

  @Spec
  private CommandSpec spec;

  @ParentCommand
  private Wgj program;

  @Option(names = "--json", description = "Print whole interfaces as JSON, on one line.")
  private boolean json;

  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = List.of();

  @SuppressWarnings("NullAway.Init") // picocli sets the specification
  ShowCommand() {}

  @Override
  public Integer call() {
    if (json && (arguments.size() > 1 || arguments.contains("interfaces"))) {
      spec.commandLine()
          .getErr()
          .println("--json prints whole interfaces, no single field of them");
      return wrongUse(spec.commandLine());
    }
    return show(spec.commandLine(), program.surroundings(), arguments, json);
  }

  static int show(
      CommandLine command, Surroundings surroundings, List<String> arguments, boolean json) {
    String what = arguments.isEmpty() ? "all" : arguments.get(0);
    Optional<String> field =
        arguments.size() < 2 ? Optional.empty() : Optional.of(arguments.get(1));
    if (arguments.size() > 2 || (what.equals("interfaces") && field.isPresent())) {
      return wrongUse(command);
    }
    if (what.equals("help") && field.isEmpty()) {
      command.usage(command.getOut());
      return 0;
    }
    if (field.isPresent() && ShowField.of(field.get()).isEmpty()) {
      command.getErr().println("Invalid parameter: `" + Echo.of(field.get()) + "'");
      return wrongUse(command);
    }
    Failures failures = new Failures(command.getErr());
    try (WireGuard wireGuard = WireGuard.open();
        LinkNames linkNames = new LinkNames()) {
      Format format = format(surroundings, field.flatMap(ShowField::of), json, linkNames);
      Printing printing = new Printing(wireGuard, format, command.getOut(), failures);
      return switch (what) {
        case "interfaces" -> printing.names();
        case "all" -> printing.all();
        default -> printing.one(what);
      };
    } catch (NetlinkException e) {
      return failures.report(Failures.NO_ACCESS, e);
    } finally {
      command.getOut().flush();
    }
  }

  private static Format format(
      Surroundings surroundings, Optional<ShowField> field, boolean json, LinkNames linkNames) {
    boolean keysShown = surroundings.variable("WG_HIDE_KEYS").equals("never");
    if (field.isPresent()) {
      return (devices, named) -> devices.stream()
          .map(device -> field.get().format(device, named ? device.name() + "\t" : "", linkNames))
          .collect(Collectors.joining());
    }
    if (json) {
      return (devices, named) -> new JsonFormat(linkNames, keysShown).format(devices);
    }
    PrettyFormat pretty =
        new PrettyFormat(linkNames, Instant.now(), keysShown, Palette.of(surroundings));
    return (devices, named) ->
        devices.stream().map(pretty::format).collect(Collectors.joining("\n"));
  }

  private static int wrongUse(CommandLine command) {
    command.getErr().println("Usage: " + USAGE);
    command.getErr().flush();
    return 1;
  }

  /** Prints devices; named when they are all there are, so that a line has to say whose it is. */
  private interface Format {
    String format(List<Device> devices, boolean named);
  }

  /** One run of the command; each way of it returns the exit code. */
  private record Printing(WireGuard wireGuard, Format format, PrintWriter out, Failures failures) {
    int names() {
      Optional<List<InterfaceName>> names = list();
      if (names.isPresent() && !names.get().isEmpty()) {
        out.print(names.get().stream()
            .map(InterfaceName::value)
            .collect(Collectors.joining(" ", "", "\n")));
      }
      return names.isPresent() ? 0 : 1;
    }

    /** Succeeds when at least one interface could be shown, or there is none. */
    int all() {
      Optional<List<InterfaceName>> names = list();
      if (names.isEmpty()) {
        return 1;
      }
      List<Device> devices = new ArrayList<>();
      try {
        for (InterfaceName name : names.get()) {
          read(name, Failures.NO_ACCESS + " " + name).ifPresent(devices::add);
        }
        out.print(format.format(devices, true));
      } finally {
        devices.forEach(Device::close);
      }
      return devices.isEmpty() && !names.get().isEmpty() ? 1 : 0;
    }

    int one(String interfaceName) {
      Optional<InterfaceName> name = InterfaceName.find(interfaceName);
      if (name.isEmpty()) {
        return failures.reportBadName(Failures.NO_ACCESS, Errno.EINVAL);
      }
      Optional<Device> device = read(name.get(), Failures.NO_ACCESS);
      device.ifPresent(read -> {
        try (read) {
          out.print(format.format(List.of(read), false));
        }
      });
      return device.isPresent() ? 0 : 1;
    }

    private Optional<List<InterfaceName>> list() {
      try {
        return Optional.of(wireGuard.interfaces());
      } catch (NetlinkException e) {
        failures.report("Unable to list interfaces", e);
        return Optional.empty();
      }
    }

    private Optional<Device> read(InterfaceName name, String onFailure) {
      try {
        return Optional.of(wireGuard.device(name));
      } catch (NetlinkException e) {
        failures.report(onFailure, e);
        return Optional.empty();
      }
    }
  }
}

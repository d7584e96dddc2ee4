package io.wgnetlink.samples.cli;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.WireGuard;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code wgj set}: changes an interface and its peers, with the arguments of {@code wg set}. */
@Command(
    name = "set",
    description = "Changes an interface, and adds, changes or removes peers.",
    exitCodeOnInvalidInput = 1,
    customSynopsis = SetCommand.USAGE,
    footer = {
      "",
      "Options come before the interface. What is not named stays as it is; nothing is changed"
          + " unless all arguments are well.",
      "",
      "A key is read from a file; an empty one, such as /dev/null, removes the key. fwmark: off,"
          + " decimal, or hexadecimal with 0x. persistent-keepalive: off or 1 to 65535. allowed-ips"
          + " replaces what the peer has, and '' clears it; with a sign before a prefix, as in"
          + " +10.0.0.0/8,-10.1.0.0/16, it adds and removes these. Of a prefix with both signs the last"
          + " one counts; wg would take one that is added and then removed from any other peer, too.",
      "",
      "Other than wg, it refuses ports above 65535, names of services, an endpoint's port 0 and a"
          + " peer with the zero key; and it never repeats a malformed key."
    })
final class SetCommand implements Callable<Integer> {
  static final String USAGE = Wgj.NAME + " set <interface> [listen-port <port>] [fwmark <mark>]"
      + " [private-key <file path>] [peer <base64 public key> [remove]"
      + " [preshared-key <file path>] [endpoint <ip>:<port>]"
      + " [persistent-keepalive <interval seconds>]"
      + " [allowed-ips <ip1>/<cidr1>[,<ip2>/<cidr2>]...] ]...";

  @Spec
  private CommandSpec spec;

  @ParentCommand
  private Wgj program;

  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = List.of();

  @SuppressWarnings("NullAway.Init") // picocli sets the specification and the parent
  SetCommand() {}

  @Override
  public Integer call() {
    if (arguments.size() == 1 && arguments.get(0).equals("help")) {
      spec.commandLine().usage(spec.commandLine().getOut());
      return 0;
    }
    if (arguments.size() < 2) {
      spec.commandLine().getErr().println("Usage: " + USAGE);
      return 1;
    }
    Failures failures = new Failures(spec.commandLine().getErr());
    List<String> words = arguments.subList(1, arguments.size());
    try (EndpointLookup lookup = new EndpointLookup(program.surroundings(), failures::warn);
        SetArguments change = SetArguments.read(words, lookup::read, failures::warn)) {
      return apply(arguments.get(0), change, failures);
    } catch (RefusedInputException e) {
      return failures.report(e);
    } catch (IllegalArgumentException e) {
      return failures.report(e);
    } catch (NetlinkException e) {
      return failures.report(Failures.NO_CHANGE, e);
    }
  }

  private static int apply(String interfaceName, SetArguments change, Failures failures) {
    Optional<InterfaceName> name = InterfaceName.find(interfaceName);
    if (name.isEmpty()) {
      return failures.reportBadName(Failures.NO_CHANGE, Errno.ENODEV);
    }
    try (WireGuard wireGuard = WireGuard.open()) {
      wireGuard.apply(change.toUpdate(name.get()));
      return 0;
    }
  }
}

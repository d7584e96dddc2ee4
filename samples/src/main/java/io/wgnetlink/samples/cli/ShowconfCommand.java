package io.wgnetlink.samples.cli;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.WireGuard;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wgj showconf}: an interface as a configuration file. */
@Command(
    name = "showconf",
    description = "Shows the current configuration of an interface, for use with `wg setconf'.",
    exitCodeOnInvalidInput = 1,
    customSynopsis = ShowconfCommand.USAGE)
final class ShowconfCommand implements Callable<Integer> {
  static final String USAGE = Wgj.NAME + " showconf <interface>";

  @Spec
  private CommandSpec spec;

  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = List.of();

  @SuppressWarnings("NullAway.Init") // picocli sets the specification
  ShowconfCommand() {}

  @Override
  public Integer call() {
    if (arguments.size() != 1) {
      spec.commandLine().getErr().println("Usage: " + USAGE);
      return 1;
    }
    Failures failures = new Failures(spec.commandLine().getErr());
    Optional<InterfaceName> name = InterfaceName.find(arguments.get(0));
    if (name.isEmpty()) {
      return failures.reportBadName(Failures.NO_ACCESS, Errno.EINVAL);
    }
    try (WireGuard wireGuard = WireGuard.open();
        Device device = wireGuard.device(name.get());
        LinkNames linkNames = new LinkNames()) {
      spec.commandLine().getOut().print(new ConfigurationFormat(linkNames).format(device));
      spec.commandLine().getOut().flush();
      return 0;
    } catch (NetlinkException e) {
      return failures.report(Failures.NO_ACCESS, e);
    }
  }
}

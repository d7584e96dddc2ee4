package io.wgnetlink.samples.cli;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.DesiredPeer;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.SyncReport;
import io.wgnetlink.wireguard.WireGuard;
import io.wgnetlink.wireguard.config.Configuration;
import io.wgnetlink.wireguard.config.ConfigurationDocument;
import io.wgnetlink.wireguard.config.ConfigurationException;
import io.wgnetlink.wireguard.config.ConfigurationFinding;
import io.wgnetlink.wireguard.config.Dialect;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The commands that bring a configuration file to an interface. */
final class ConfCommands {
  private static final String ARGUMENTS = " <interface> <configuration filename>";

  private ConfCommands() {}

  /** What the commands have in common: the file, which is read whole before anything changes. */
  private abstract static class ConfCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Wgj program;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> arguments = List.of();

    @SuppressWarnings("NullAway.Init") // picocli sets the specification and the parent
    ConfCommand() {}

    /** Brings a configuration, of which the endpoints are known, to an interface. */
    abstract void apply(
        WireGuard wireGuard,
        InterfaceName name,
        Configuration configuration,
        Function<EndpointName, Optional<Endpoint>> endpoints)
        throws ReadFailure;

    @Override
    public final Integer call() {
      if (arguments.size() != 2) {
        spec.commandLine().getErr().println("Usage: " + spec.qualifiedName() + ARGUMENTS);
        return 1;
      }
      Failures failures = new Failures(spec.commandLine().getErr());
      try (ConfigurationDocument document = read(arguments.get(1));
          EndpointLookup lookup = new EndpointLookup(program.surroundings(), failures::warn)) {
        warn(document.check(), failures);
        return apply(document.configuration(), lookup, failures);
      } catch (ConfigurationException e) {
        warn(e.findings(), failures);
        return failures.report(e);
      } catch (RefusedInputException e) {
        return failures.report(e);
      } catch (IllegalArgumentException e) {
        return failures.report(e);
      } catch (ReadFailure e) {
        return failures.report("Unable to retrieve current interface configuration", e.failure);
      } catch (NetlinkException e) {
        return failures.report(Failures.NO_CHANGE, e);
      }
    }

    private int apply(Configuration configuration, EndpointLookup lookup, Failures failures)
        throws RefusedInputException, ReadFailure {
      Map<EndpointName, Endpoint> endpoints = endpoints(configuration, lookup);
      Optional<InterfaceName> name = InterfaceName.find(arguments.get(0));
      if (name.isEmpty()) {
        return failures.reportBadName(Failures.NO_CHANGE, Errno.ENODEV);
      }
      try (WireGuard wireGuard = WireGuard.open()) {
        apply(
            wireGuard,
            name.get(),
            configuration,
            endpoint -> Optional.ofNullable(endpoints.get(endpoint)));
        return 0;
      }
    }

    private static ConfigurationDocument read(String file) throws RefusedInputException {
      try (Reader reader = new InputStreamReader(KeyFile.open(file), StandardCharsets.UTF_8)) {
        return ConfigurationDocument.read(reader, Dialect.WG, ConfigurationDocument.DEFAULT_LIMIT);
      } catch (IOException e) {
        throw new RefusedInputException(
            Wgj.NAME + ": cannot read " + file + ": " + e.getMessage(), e);
      }
    }

    private static void warn(List<ConfigurationFinding> findings, Failures failures) {
      for (ConfigurationFinding finding : findings) {
        if (finding.kind() == ConfigurationFinding.Kind.HOST_BITS) {
          failures.warn("Warning: AllowedIP has nonzero host part: " + finding.detail());
        }
      }
    }

    private static Map<EndpointName, Endpoint> endpoints(
        Configuration configuration, EndpointLookup lookup) throws RefusedInputException {
      List<EndpointName> names = configuration.peers().stream()
          .flatMap(peer -> peer.endpoint().stream())
          .distinct()
          .toList();
      try {
        return lookup.find(names);
      } catch (RefusedInputException e) {
        throw new RefusedInputException(
            e.getMessage() + System.lineSeparator() + "Configuration parsing error", e);
      }
    }
  }

  /** The interface could not be read, which {@code wg} tells from not being able to change it. */
  private static final class ReadFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final NetlinkException failure;

    ReadFailure(NetlinkException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  @Command(
      name = "setconf",
      description = "Applies a configuration file to an interface; what the file lacks is reset.",
      exitCodeOnInvalidInput = 1,
      customSynopsis = "wgj setconf" + ARGUMENTS)
  static final class Setconf extends ConfCommand {
    Setconf() {}

    @Override
    void apply(
        WireGuard wireGuard,
        InterfaceName name,
        Configuration configuration,
        Function<EndpointName, Optional<Endpoint>> endpoints) {
      wireGuard.apply(configuration.setconf(name, endpoints));
    }
  }

  @Command(
      name = "addconf",
      description = "Adds a configuration file to what an interface has.",
      exitCodeOnInvalidInput = 1,
      customSynopsis = "wgj addconf" + ARGUMENTS)
  static final class Addconf extends ConfCommand {
    Addconf() {}

    @Override
    void apply(
        WireGuard wireGuard,
        InterfaceName name,
        Configuration configuration,
        Function<EndpointName, Optional<Endpoint>> endpoints) {
      wireGuard.apply(configuration.addconf(name, endpoints));
    }
  }

  @Command(
      name = "syncconf",
      description = "Changes an interface to a configuration file, without disturbing its peers.",
      exitCodeOnInvalidInput = 1,
      customSynopsis = "wgj syncconf" + ARGUMENTS,
      footer = {
        "",
        "The interface becomes what 'wg syncconf' makes of it, but only what differs is sent, in an"
            + " order that drops no packet. Entries of AllowedIPs with a sign are refused."
      })
  static final class Syncconf extends ConfCommand {
    Syncconf() {}

    @Override
    void apply(
        WireGuard wireGuard,
        InterfaceName name,
        Configuration configuration,
        Function<EndpointName, Optional<Endpoint>> endpoints)
        throws ReadFailure {
      DesiredDevice desired = asWgDoes(configuration.syncconf(name, endpoints));
      SyncReport plan = plan(wireGuard, desired);
      if (!plan.isEmpty()) {
        wireGuard.apply(plan.update());
      }
    }

    private static SyncReport plan(WireGuard wireGuard, DesiredDevice desired) throws ReadFailure {
      try {
        return wireGuard.plan(desired);
      } catch (NetlinkException e) {
        if (desired.peers().isEmpty()) {
          throw e; // then wg does not read
        }
        throw new ReadFailure(e);
      }
    }

    /** The file's endpoints count even where peers have roamed, and its lack of a port does. */
    private static DesiredDevice asWgDoes(DesiredDevice desired) {
      return new DesiredDevice(
          desired.name(),
          desired.privateKey(),
          desired.privateKeyRemoved(),
          OptionalInt.of(desired.listenPort().orElse(0)),
          desired.fwmark(),
          desired.peers().stream().map(Syncconf::withEndpointForced).toList(),
          desired.floating());
    }

    private static DesiredPeer withEndpointForced(DesiredPeer peer) {
      return new DesiredPeer(
          peer.publicKey(),
          peer.presharedKey(),
          peer.endpoint(),
          true,
          peer.persistentKeepalive(),
          peer.allowedIps());
    }
  }
}

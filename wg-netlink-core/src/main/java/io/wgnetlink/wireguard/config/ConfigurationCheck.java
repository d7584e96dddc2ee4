package io.wgnetlink.wireguard.config;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.config.AllowedIpEdit.Sign;
import io.wgnetlink.wireguard.config.ConfigurationFinding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Looks for what a configuration can say and hardly anybody means. */
final class ConfigurationCheck {
  private final Configuration configuration;
  private final Optional<PublicKey> own;
  private final List<ConfigurationFinding> findings = new ArrayList<>();
  private final Map<IpPrefix, PublicKey> holders = new HashMap<>();
  private final Set<PublicKey> seen = new HashSet<>();

  private ConfigurationCheck(Configuration configuration) {
    this.configuration = configuration;
    this.own = configuration
        .interfaceSection()
        .privateKey()
        .filter(key -> !key.isZero())
        .map(PrivateKey::publicKey);
  }

  static List<ConfigurationFinding> of(Configuration configuration) {
    ConfigurationCheck check = new ConfigurationCheck(configuration);
    if (check.own.isEmpty()) {
      check.findings.add(new ConfigurationFinding(
          Kind.NO_PRIVATE_KEY, OptionalInt.empty(), OptionalInt.empty(), ""));
    }
    for (int i = 0; i < configuration.peers().size(); i++) {
      check.peer(i, configuration.peers().get(i));
    }
    return List.copyOf(check.findings);
  }

  private void peer(int number, PeerSection peer) {
    boolean again = !seen.add(peer.publicKey());
    report(again, Kind.PEER_TWICE, number, "");
    report(own.filter(peer.publicKey()::equals).isPresent(), Kind.OWN_KEY_AS_PEER, number, "");
    report(peer.publicKey().isZero(), Kind.PUBLIC_KEY_ZERO, number, "");
    String endpoint = peer.endpoint().map(Object::toString).orElse("");
    report(
        peer.endpoint().filter(name -> name.port() == 0).isPresent(),
        Kind.ENDPOINT_PORT_ZERO,
        number,
        endpoint);
    peer.allowedIps().forEach(edit -> allowedIp(number, peer, edit));
    boolean noneGiven = peer.allowedIpsReplaced() && peer.allowedIps().isEmpty();
    report(noneGiven && !again, Kind.PEER_WITHOUT_ALLOWED_IPS, number, "");
    boolean fixedPort = configuration.interfaceSection().listenPort().orElse(0) != 0;
    report(peer.endpoint().isEmpty() && !fixedPort && !again, Kind.PEER_UNREACHABLE, number, "");
  }

  private void allowedIp(int number, PeerSection peer, AllowedIpEdit edit) {
    report(edit.hasHostBits(), Kind.HOST_BITS, number, edit.withoutSign());
    if (edit.sign() != Sign.REMOVE) {
      PublicKey before = holders.put(edit.prefix(), peer.publicKey());
      boolean moved = before != null && !before.equals(peer.publicKey());
      report(moved, Kind.PREFIX_OF_TWO_PEERS, number, edit.prefix().toString());
    }
  }

  private void report(boolean condition, Kind kind, int peer, String detail) {
    if (condition) {
      findings.add(
          new ConfigurationFinding(kind, OptionalInt.empty(), OptionalInt.of(peer), detail));
    }
  }
}

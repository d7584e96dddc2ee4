package io.wgnetlink.wireguard.config;

import io.wgnetlink.net.IpAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Writes values as text, in the order and with the spacing of {@code wg showconf}. */
final class ConfigurationWriter {
  private final WipeableText out;
  private final String lineEnd;

  ConfigurationWriter(WipeableText out, String lineEnd) {
    this.out = out;
    this.lineEnd = lineEnd;
  }

  void write(Configuration values) {
    section(values.interfaceSection());
    for (PeerSection peer : values.peers()) {
      out.append(lineEnd);
      section(peer);
    }
    if (values.peers().isEmpty()) {
      out.append(lineEnd);
    }
  }

  void section(InterfaceSection device) {
    out.append(Section.INTERFACE.header()).append(lineEnd);
    quick(device.quick());
    device.listenPort().ifPresent(port -> line(ConfigurationKey.LISTEN_PORT, port(port)));
    device.fwmark().ifPresent(mark -> line(ConfigurationKey.FW_MARK, mark(mark)));
    device.privateKey().ifPresent(key -> line(ConfigurationKey.PRIVATE_KEY, key.toBase64()));
  }

  private void quick(QuickSettings quick) {
    list(ConfigurationKey.ADDRESS, texts(quick.addresses()));
    list(ConfigurationKey.DNS, dns(quick));
    quick.mtu().ifPresent(bytes -> line(ConfigurationKey.MTU, Integer.toString(bytes)));
    quick.table().ifPresent(table -> line(ConfigurationKey.TABLE, table.text()));
    if (quick.saveConfig()) {
      line(ConfigurationKey.SAVE_CONFIG, Boolean.toString(true));
    }
    quick.preUp().forEach(hook -> line(ConfigurationKey.PRE_UP, hook));
    quick.postUp().forEach(hook -> line(ConfigurationKey.POST_UP, hook));
    quick.preDown().forEach(hook -> line(ConfigurationKey.PRE_DOWN, hook));
    quick.postDown().forEach(hook -> line(ConfigurationKey.POST_DOWN, hook));
  }

  void section(PeerSection peer) {
    out.append(Section.PEER.header()).append(lineEnd);
    line(ConfigurationKey.PUBLIC_KEY, peer.publicKey().toBase64());
    peer.presharedKey().ifPresent(key -> line(ConfigurationKey.PRESHARED_KEY, key.toBase64()));
    for (List<AllowedIpEdit> edits : allowedIpLines(peer)) {
      list(ConfigurationKey.ALLOWED_IPS, texts(edits));
    }
    peer.endpoint().ifPresent(endpoint -> line(ConfigurationKey.ENDPOINT, endpoint.toString()));
    peer.persistentKeepalive()
        .ifPresent(
            interval -> line(ConfigurationKey.PERSISTENT_KEEPALIVE, persistentKeepalive(interval)));
  }

  /**
   * Returns the allowed IPs as lines. One does, unless entries with a sign come before the last
   * line that replaces all others: that one must have none.
   */
  static List<List<AllowedIpEdit>> allowedIpLines(PeerSection peer) {
    List<AllowedIpEdit> edits = peer.allowedIps();
    int split = edits.size();
    while (peer.allowedIpsReplaced() && split > 0 && !PeerSection.hasSign(edits.get(split - 1))) {
      split--;
    }
    return Stream.of(edits.subList(0, split), edits.subList(split, edits.size()))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  static List<String> dns(QuickSettings quick) {
    List<String> words = new ArrayList<>();
    for (InetAddress server : quick.dnsServers()) {
      words.add(IpAddresses.format(server));
    }
    words.addAll(quick.dnsSearchDomains());
    return words;
  }

  static List<String> texts(List<?> values) {
    return values.stream().map(Object::toString).toList();
  }

  static String port(int port) {
    return Integer.toString(port);
  }

  static String mark(int mark) {
    return mark == 0 ? "off" : "0x" + Integer.toHexString(mark);
  }

  static String persistentKeepalive(Duration interval) {
    return interval.isZero() ? "off" : Long.toString(interval.toSeconds());
  }

  private void list(ConfigurationKey key, List<String> values) {
    if (!values.isEmpty()) {
      line(key, String.join(", ", values));
    }
  }

  void line(ConfigurationKey key, String value) {
    out.append(key.text()).append(" = ").append(value).append(lineEnd);
  }
}

package io.wgnetlink.samples.cli;

import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.samples.cli.Palette.Style;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * What {@code show} prints for people, as {@code wg} prints it. Peers are sorted by their latest
 * handshake.
 */
final class PrettyFormat {
  private static final long KIBI = 1024;
  private static final Comparator<Peer> LATEST_FIRST = Comparator.comparing(
      peer -> peer.latestHandshake().orElse(Instant.MIN), Comparator.reverseOrder());

  private final IntFunction<Optional<String>> linkNames;
  private final Instant now;
  private final boolean keysShown;
  private final Palette palette;

  PrettyFormat(
      IntFunction<Optional<String>> linkNames, Instant now, boolean keysShown, Palette palette) {
    this.linkNames = linkNames;
    this.now = now;
    this.keysShown = keysShown;
    this.palette = palette;
  }

  String format(Device device) {
    StringBuilder text = new StringBuilder(palette.reset());
    heading(text, "interface", device.name().value(), Style.GREEN);
    device.publicKey().ifPresent(key -> line(text, "public key", key.toBase64()));
    device.privateKey().ifPresent(key -> line(text, "private key", secret(key.toBase64())));
    if (device.listenPort() != 0) {
      line(text, "listening port", Integer.toString(device.listenPort()));
    }
    if (device.fwmark() != 0) {
      line(text, "fwmark", "0x" + Integer.toHexString(device.fwmark()));
    }
    List<Peer> peers = new ArrayList<>(device.peers());
    peers.sort(LATEST_FIRST);
    for (Peer peer : peers) {
      text.append('\n');
      heading(text, "peer", peer.publicKey().toBase64(), Style.YELLOW);
      appendPeer(text, peer);
    }
    return text.toString();
  }

  private void appendPeer(StringBuilder text, Peer peer) {
    peer.presharedKey().ifPresent(key -> line(text, "preshared key", secret(key.toBase64())));
    peer.endpoint().ifPresent(endpoint -> line(text, "endpoint", endpoint.format(linkNames)));
    String prefixes =
        peer.allowedIps().stream().map(this::prefix).collect(Collectors.joining(", "));
    line(text, "allowed ips", prefixes.isEmpty() ? "(none)" : prefixes);
    peer.latestHandshake().ifPresent(when -> line(text, "latest handshake", ago(when)));
    if (peer.rxBytes() != 0 || peer.txBytes() != 0) {
      line(
          text,
          "transfer",
          bytes(peer.rxBytes()) + " received, " + bytes(peer.txBytes()) + " sent");
    }
    peer.persistentKeepalive()
        .ifPresent(interval -> line(text, "persistent keepalive", "every " + span(interval)));
  }

  private void heading(StringBuilder text, String name, String value, Style color) {
    text.append(palette.paint(name, color, Style.BOLD))
        .append(": ")
        .append(palette.paint(value, color))
        .append('\n');
  }

  private void line(StringBuilder text, String name, String value) {
    text.append("  ")
        .append(palette.paint(name, Style.BOLD))
        .append(": ")
        .append(value)
        .append('\n');
  }

  private String prefix(IpPrefix prefix) {
    return IpAddresses.format(prefix.address()) + palette.paint("/", Style.CYAN) + prefix.length();
  }

  private String secret(String base64) {
    return keysShown ? base64 : "(hidden)";
  }

  private String ago(Instant when) {
    long seconds = now.getEpochSecond() - when.getEpochSecond();
    if (seconds < 0) {
      return "("
          + palette.paint("System clock wound backward; connection problems may ensue.", Style.RED)
          + ")";
    }
    return seconds == 0 ? "Now" : span(Duration.ofSeconds(seconds)) + " ago";
  }

  /** A year has 365 days here. */
  private String span(Duration duration) {
    List<String> parts = new ArrayList<>();
    long days = duration.toDays();
    part(parts, days / 365, "year");
    part(parts, days % 365, "day");
    part(parts, duration.toHoursPart(), "hour");
    part(parts, duration.toMinutesPart(), "minute");
    part(parts, duration.toSecondsPart(), "second");
    return String.join(", ", parts);
  }

  private void part(List<String> parts, long amount, String unit) {
    if (amount != 0) {
      parts.add(amount + " " + palette.paint(amount == 1 ? unit : unit + "s", Style.CYAN));
    }
  }

  private String bytes(long count) {
    if (Long.compareUnsigned(count, KIBI) < 0) {
      return count + " " + palette.paint("B", Style.CYAN);
    }
    double amount = Double.parseDouble(Long.toUnsignedString(count)) / KIBI;
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    while (unit + 1 < units.length && amount >= KIBI) {
      amount /= KIBI;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f %s", amount, palette.paint(units[unit], Style.CYAN));
  }
}

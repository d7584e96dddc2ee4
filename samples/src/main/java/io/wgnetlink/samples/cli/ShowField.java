package io.wgnetlink.samples.cli;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * What {@code show} can print for programs: lines of fields separated by tabs, as {@code wg} prints
 * them.
 *
 * <p>One exception: {@code wg show all endpoints} of wireguard-tools before 1.0.20250521 names the
 * interface once instead of on each line; here it is on each line, as in later versions.
 */
enum ShowField {
  PUBLIC_KEY {
    @Override
    void append(Lines lines, Device device) {
      lines.line(device.publicKey().map(PublicKey::toBase64).orElse(NONE));
    }
  },
  PRIVATE_KEY {
    @Override
    void append(Lines lines, Device device) {
      lines.line(privateKey(device));
    }
  },
  LISTEN_PORT {
    @Override
    void append(Lines lines, Device device) {
      lines.line(Integer.toString(device.listenPort()));
    }
  },
  FWMARK {
    @Override
    void append(Lines lines, Device device) {
      lines.line(fwmark(device));
    }
  },
  PEERS {
    @Override
    void append(Lines lines, Device device) {
      device.peers().forEach(peer -> lines.line(key(peer)));
    }
  },
  PRESHARED_KEYS {
    @Override
    void append(Lines lines, Device device) {
      device.peers().forEach(peer -> lines.line(key(peer), presharedKey(peer)));
    }
  },
  ENDPOINTS {
    @Override
    void append(Lines lines, Device device) {
      device.peers().forEach(peer -> lines.line(key(peer), lines.endpoint(peer)));
    }
  },
  ALLOWED_IPS {
    @Override
    void append(Lines lines, Device device) {
      device.peers().forEach(peer -> lines.line(key(peer), allowedIps(peer, " ")));
    }
  },
  LATEST_HANDSHAKES {
    @Override
    void append(Lines lines, Device device) {
      device.peers().forEach(peer -> lines.line(key(peer), handshake(peer)));
    }
  },
  TRANSFER {
    @Override
    void append(Lines lines, Device device) {
      device.peers().forEach(peer -> lines.line(key(peer), received(peer), sent(peer)));
    }
  },
  PERSISTENT_KEEPALIVE {
    @Override
    void append(Lines lines, Device device) {
      device.peers().forEach(peer -> lines.line(key(peer), keepalive(peer)));
    }
  },
  /** Everything: a line for the device, then a line for each peer. */
  DUMP {
    @Override
    void append(Lines lines, Device device) {
      lines.line(
          privateKey(device),
          device.publicKey().map(PublicKey::toBase64).orElse(NONE),
          Integer.toString(device.listenPort()),
          fwmark(device));
      for (Peer peer : device.peers()) {
        lines.line(
            key(peer),
            presharedKey(peer),
            lines.endpoint(peer),
            allowedIps(peer, ","),
            handshake(peer),
            received(peer),
            sent(peer),
            keepalive(peer));
      }
    }
  };

  private static final String NONE = "(none)";
  private static final String OFF = "off";

  /** Returns the field that a user calls so, for example {@code latest-handshakes}. */
  static Optional<ShowField> of(String argument) {
    return Arrays.stream(values())
        .filter(field -> field.argument().equals(argument))
        .findFirst();
  }

  String argument() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Prints the field of a device. */
  String format(Device device, String linePrefix, IntFunction<Optional<String>> linkNames) {
    Lines lines = new Lines(linePrefix, linkNames);
    append(lines, device);
    return lines.text.toString();
  }

  abstract void append(Lines lines, Device device);

  private static String key(Peer peer) {
    return peer.publicKey().toBase64();
  }

  private static String privateKey(Device device) {
    return device.privateKey().map(PrivateKey::toBase64).orElse(NONE);
  }

  private static String fwmark(Device device) {
    return device.fwmark() == 0 ? OFF : "0x" + Integer.toHexString(device.fwmark());
  }

  private static String presharedKey(Peer peer) {
    return peer.presharedKey().map(PresharedKey::toBase64).orElse(NONE);
  }

  private static String allowedIps(Peer peer, String separator) {
    List<IpPrefix> prefixes = peer.allowedIps();
    return prefixes.isEmpty()
        ? NONE
        : prefixes.stream().map(IpPrefix::toString).collect(Collectors.joining(separator));
  }

  private static String handshake(Peer peer) {
    return Long.toString(peer.latestHandshake().map(Instant::getEpochSecond).orElse(0L));
  }

  private static String received(Peer peer) {
    return Long.toUnsignedString(peer.rxBytes());
  }

  private static String sent(Peer peer) {
    return Long.toUnsignedString(peer.txBytes());
  }

  private static String keepalive(Peer peer) {
    return peer.persistentKeepalive()
        .map(interval -> Long.toString(interval.toSeconds()))
        .orElse(OFF);
  }

  /** Collects lines, each with the same beginning. */
  private static final class Lines {
    private final StringBuilder text = new StringBuilder();
    private final String prefix;
    private final IntFunction<Optional<String>> linkNames;

    Lines(String prefix, IntFunction<Optional<String>> linkNames) {
      this.prefix = prefix;
      this.linkNames = linkNames;
    }

    void line(String... fields) {
      text.append(prefix).append(String.join("\t", fields)).append('\n');
    }

    String endpoint(Peer peer) {
      return peer.endpoint().map(endpoint -> endpoint.format(linkNames)).orElse(NONE);
    }
  }
}

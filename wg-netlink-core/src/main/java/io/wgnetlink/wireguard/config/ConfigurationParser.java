package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.KeyFormatException;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.config.AllowedIpEdit.Sign;
import io.wgnetlink.wireguard.config.ConfigurationException.Place;
import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import io.wgnetlink.wireguard.config.ConfigurationFinding.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text as {@code wg} reads it, line by line, and first as wg-quick does where that is asked
 * for.
 *
 * <p>{@code wg} looks at a line without its comment and without any white space; that decides what
 * section or key it is. wg-quick sits before it: in its eyes a line has white space at both ends
 * and around the first {@code =} only, and what it does not know it hands on. So {@code [ Interface
 * ]} opens the section for {@code wg}, and does not for wg-quick, after which {@code Address} is
 * unknown to both. A comment ends a value of wg-quick too, but for hooks, in which a shell may have
 * its own use for the character.
 */
final class ConfigurationParser {
  private final WipeableText text;
  private final Dialect dialect;
  private final CleanLine clean = new CleanLine();

  private final List<Line> lines = new ArrayList<>();
  private final List<ConfigurationFinding> findings = new ArrayList<>();
  private final QuickParser quick = new QuickParser();
  private final List<PeerDraft> peers = new ArrayList<>();
  private @Nullable Section section;
  private boolean quickSection;

  private Optional<PrivateKey> privateKey = Optional.empty();
  private OptionalInt listenPort = OptionalInt.empty();
  private OptionalInt fwmark = OptionalInt.empty();

  private ConfigurationParser(WipeableText text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
  }

  /** Parses a text; throws {@link ConfigurationException} at the first fault. */
  static ParsedText parse(WipeableText text, Dialect dialect) {
    ConfigurationParser parser = new ConfigurationParser(text, dialect);
    try {
      return parser.parse();
    } catch (ConfigurationException fault) {
      parser.wipeKeys();
      throw fault.after(parser.findings);
    } finally {
      parser.clean.close();
    }
  }

  private ParsedText parse() {
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start, text.length());
      line(start, end);
      start = end + 1;
    }
    List<PeerSection> sections = new ArrayList<>(peers.size());
    for (PeerDraft peer : peers) {
      sections.add(peer.build());
    }
    InterfaceSection device =
        new InterfaceSection(privateKey, listenPort, fwmark, quick.settings());
    return new ParsedText(
        new Configuration(device, sections), List.copyOf(lines), List.copyOf(findings));
  }

  private void wipeKeys() {
    privateKey.ifPresent(PrivateKey::close);
    peers.forEach(peer -> peer.presharedKey.ifPresent(PresharedKey::close));
  }

  private void line(int start, int end) {
    if (dialect == Dialect.WG_QUICK && quickLine(start, end)) {
      return;
    }
    clean.take(text, start, end);
    if (clean.isEmpty()) {
      boolean comment = text.indexOf('#', start, end) < end;
      add(comment ? Line.Kind.COMMENT : Line.Kind.BLANK, start, end);
    } else if (clean.isHeader(Section.INTERFACE)) {
      section = Section.INTERFACE;
      add(Line.Kind.HEADER, start, end);
    } else if (clean.isHeader(Section.PEER)) {
      section = Section.PEER;
      peers.add(new PeerDraft(peers.size(), lines.size() + 1));
      add(Line.Kind.HEADER, start, end);
    } else {
      entry(start, end);
    }
  }

  private void add(Line.Kind kind, int start, int end) {
    lines.add(new Line(kind, start, end, section, currentPeer(), null, 0, 0));
  }

  private int currentPeer() {
    return section == Section.PEER ? peers.size() - 1 : -1;
  }

  private void entry(int start, int end) {
    ConfigurationKey key = clean.key();
    Reason refusal = refusal(key);
    if (key == null || refusal != null) {
      int column = clean.sourceIndex(0) - start + 1;
      throw ConfigurationException.unrecognized(
          refusal == null ? Reason.UNKNOWN_KEY : refusal, place(column, key), clean.wholeLine());
    }
    int valueStart = clean.valueStart(key);
    try {
      value(key);
    } catch (KeyFormatException e) {
      throw ConfigurationException.of(
          switch (e.reason()) {
            case LENGTH -> Reason.KEY_LENGTH;
            case CHARACTERS -> Reason.KEY_CHARACTERS;
            case NOT_CANONICAL -> Reason.KEY_NOT_CANONICAL;
          },
          place(valueStart - start + 1, key));
    } catch (ConfigurationException e) {
      int at = clean.sourceIndex(key.text().length() + 1 + e.offset());
      throw e.at(place(at - start + 1, key));
    }
    lines.add(new Line(
        Line.Kind.ENTRY, start, end, section, currentPeer(), key, valueStart, clean.valueEnd()));
  }

  /** Returns why wg does not recognise the line; null when it does. */
  private @Nullable Reason refusal(@Nullable ConfigurationKey key) {
    if (clean.startsWith('[')) {
      return Reason.UNKNOWN_SECTION;
    } else if (section == null) {
      return Reason.OUTSIDE_SECTION;
    } else if (key == null) {
      return Reason.UNKNOWN_KEY;
    } else if (key.dialect() == Dialect.WG_QUICK && dialect == Dialect.WG) {
      return Reason.WG_QUICK_KEY;
    } else if (key.section() != section) {
      return Reason.WRONG_SECTION;
    } else if (!clean.hasValue(key)) {
      return Reason.EMPTY_VALUE;
    }
    return key.dialect() == Dialect.WG_QUICK ? Reason.UNKNOWN_KEY : null;
  }

  private Place place(int column, @Nullable ConfigurationKey key) {
    return new Place(lines.size() + 1, column, section, currentPeer(), key);
  }

  private void value(ConfigurationKey key) {
    switch (key) {
      case LISTEN_PORT -> listenPort = OptionalInt.of(ConfigurationValues.port(clean.value(key)));
      case FW_MARK -> fwmark = OptionalInt.of(ConfigurationValues.fwmark(clean.value(key)));
      case PRIVATE_KEY -> {
        Optional<PrivateKey> before = privateKey;
        privateKey = Optional.of(PrivateKey.parse(clean.secretValue(key)));
        before.ifPresent(PrivateKey::close);
      }
      default -> peerValue(peers.get(peers.size() - 1), key);
    }
  }

  private void peerValue(PeerDraft peer, ConfigurationKey key) {
    switch (key) {
      case PUBLIC_KEY -> peer.publicKey = PublicKey.parse(clean.secretValue(key));
      case PRESHARED_KEY -> {
        Optional<PresharedKey> before = peer.presharedKey;
        peer.presharedKey = Optional.of(PresharedKey.parse(clean.secretValue(key)));
        before.ifPresent(PresharedKey::close);
      }
      case ALLOWED_IPS -> allowedIps(peer, clean.value(key));
      case ENDPOINT -> {
        peer.endpoint = Optional.of(ConfigurationValues.endpoint(clean.value(key)));
      }
      case PERSISTENT_KEEPALIVE -> {
        peer.persistentKeepalive =
            Optional.of(ConfigurationValues.persistentKeepalive(clean.value(key)));
      }
      default -> throw new AssertionError(key);
    }
  }

  /** Each line says anew whether other allowed IPs are replaced. */
  private void allowedIps(PeerDraft peer, String value) {
    List<AllowedIpEdit> edits;
    try {
      edits = ConfigurationValues.allowedIps(value);
    } catch (ConfigurationException fault) {
      int before = value.lastIndexOf(',', fault.offset());
      if (before > 0) {
        String good = value.substring(0, before);
        findHostBits(peer, good, ConfigurationValues.allowedIps(good));
      }
      throw fault;
    }
    peer.allowedIps.addAll(edits);
    peer.allowedIpsReplaced = edits.stream().allMatch(edit -> edit.sign() == Sign.NONE);
    findHostBits(peer, value, edits);
  }

  private void findHostBits(PeerDraft peer, String value, List<AllowedIpEdit> edits) {
    if (edits.stream().anyMatch(AllowedIpEdit::hasHostBits)) {
      String[] entries = value.split(",", -1);
      for (int i = 0; i < entries.length; i++) {
        if (edits.get(i).hasHostBits()) {
          findings.add(new ConfigurationFinding(
              Kind.HOST_BITS,
              OptionalInt.of(lines.size() + 1),
              OptionalInt.of(peer.number),
              edits.get(i).sign() == Sign.NONE ? entries[i] : entries[i].substring(1)));
        }
      }
    }
  }

  /** Reads a line as wg-quick does; returns false when it would hand it on to wg. */
  private boolean quickLine(int start, int end) {
    int comment = CleanLine.commentStart(text, start, end);
    int equals = text.indexOf('=', start, comment);
    int keyStart = skipSpace(start, equals);
    int keyEnd = skipSpaceBack(equals, keyStart);
    if (keyStart < keyEnd && text.charAt(keyStart) == '[') {
      quickSection = text.regionIsIgnoringCase(Section.INTERFACE.header(), keyStart, keyEnd);
    }
    ConfigurationKey key = quickSection ? quickKey(keyStart, keyEnd) : null;
    if (key == null) {
      return false;
    }
    if (equals == comment) {
      throw ConfigurationException.unrecognized(
          Reason.EMPTY_VALUE, place(keyStart - start + 1, key), text.string(keyStart, keyEnd));
    }
    int valueLimit = key.isHook() ? text.indexOf('\0', start, end) : comment;
    int valueStart = skipSpace(equals + 1, valueLimit);
    int valueEnd = skipSpaceBack(valueLimit, valueStart);
    try {
      quick.take(key, text.string(valueStart, valueEnd));
    } catch (ConfigurationException e) {
      throw e.at(place(valueStart + e.offset() - start + 1, key));
    }
    lines.add(
        new Line(Line.Kind.ENTRY, start, end, section, currentPeer(), key, valueStart, valueEnd));
    return true;
  }

  private @Nullable ConfigurationKey quickKey(int start, int end) {
    for (ConfigurationKey key : ConfigurationKey.values()) {
      if (key.dialect() == Dialect.WG_QUICK && text.regionIsIgnoringCase(key.text(), start, end)) {
        return key;
      }
    }
    return null;
  }

  private int skipSpace(int from, int limit) {
    int at = from;
    while (at < limit && CleanLine.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private int skipSpaceBack(int from, int limit) {
    int at = from;
    while (at > limit && CleanLine.isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  /** A peer's section while it is read. */
  private static final class PeerDraft {
    final int number;
    final int line;

    @Nullable
    PublicKey publicKey;

    Optional<PresharedKey> presharedKey = Optional.empty();
    Optional<EndpointName> endpoint = Optional.empty();
    Optional<Duration> persistentKeepalive = Optional.empty();
    boolean allowedIpsReplaced = true;
    final List<AllowedIpEdit> allowedIps = new ArrayList<>();

    PeerDraft(int number, int line) {
      this.number = number;
      this.line = line;
    }

    PeerSection build() {
      PublicKey key = publicKey;
      if (key == null) {
        throw ConfigurationException.of(
            Reason.PEER_WITHOUT_PUBLIC_KEY, new Place(line, 1, Section.PEER, number, null));
      }
      return new PeerSection(
          key, presharedKey, endpoint, persistentKeepalive, allowedIpsReplaced, allowedIps);
    }
  }
}

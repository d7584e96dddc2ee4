package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.config.AllowedIpEdit.Sign;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Decides which lines of a section change for other values.
 *
 * <p>A value that is the same touches no line. Of several lines with a key that counts once, the
 * last one gets the new value, as it is the one that is read. Of a list over several lines, each
 * line keeps the entries that are still wanted, in its own spelling if those are all that it has,
 * and what is new joins the line of the entry that it precedes, or the last one.
 */
final class SectionEditor {
  private final CharSequence text;
  private final List<Line> lines;
  private final List<Integer> own;
  private final int home;
  private final LineEdits edits;

  /**
   * @param own the indexes of the section's entries
   * @param home the index of the line after which new keys go
   */
  SectionEditor(CharSequence text, List<Line> lines, List<Integer> own, int home, LineEdits edits) {
    this.text = text;
    this.lines = lines;
    this.own = own;
    this.home = home;
    this.edits = edits;
  }

  void change(InterfaceSection before, InterfaceSection after) {
    change(before.quick(), after.quick());
    single(
        ConfigurationKey.LISTEN_PORT,
        boxed(before.listenPort()),
        boxed(after.listenPort()),
        ConfigurationWriter::port);
    single(
        ConfigurationKey.FW_MARK,
        boxed(before.fwmark()),
        boxed(after.fwmark()),
        ConfigurationWriter::mark);
    single(
        ConfigurationKey.PRIVATE_KEY,
        before.privateKey(),
        after.privateKey(),
        key -> key.toBase64());
  }

  private void change(QuickSettings before, QuickSettings after) {
    if (!before.addresses().equals(after.addresses())) {
      list(ConfigurationKey.ADDRESS, ConfigurationWriter.texts(after.addresses()));
    }
    if (!before.dnsServers().equals(after.dnsServers())
        || !before.dnsSearchDomains().equals(after.dnsSearchDomains())) {
      list(ConfigurationKey.DNS, ConfigurationWriter.dns(after));
    }
    single(
        ConfigurationKey.MTU, boxed(before.mtu()), boxed(after.mtu()), bytes -> bytes.toString());
    single(ConfigurationKey.TABLE, before.table(), after.table(), RoutingTable::text);
    single(
        ConfigurationKey.SAVE_CONFIG,
        Optional.of(before.saveConfig()),
        Optional.of(after.saveConfig()),
        value -> Boolean.toString(value));
    hooks(ConfigurationKey.PRE_UP, before.preUp(), after.preUp());
    hooks(ConfigurationKey.POST_UP, before.postUp(), after.postUp());
    hooks(ConfigurationKey.PRE_DOWN, before.preDown(), after.preDown());
    hooks(ConfigurationKey.POST_DOWN, before.postDown(), after.postDown());
  }

  void change(PeerSection before, PeerSection after) {
    single(
        ConfigurationKey.PRESHARED_KEY,
        before.presharedKey(),
        after.presharedKey(),
        key -> key.toBase64());
    allowedIps(before, after);
    single(ConfigurationKey.ENDPOINT, before.endpoint(), after.endpoint(), Object::toString);
    single(
        ConfigurationKey.PERSISTENT_KEEPALIVE,
        before.persistentKeepalive(),
        after.persistentKeepalive(),
        ConfigurationWriter::persistentKeepalive);
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private <T> void single(
      ConfigurationKey key, Optional<T> before, Optional<T> after, Function<T, String> format) {
    if (before.equals(after)) {
      return;
    }
    List<Integer> found = linesOf(key);
    if (after.isEmpty()) {
      found.forEach(edits::delete);
    } else if (found.isEmpty()) {
      edits.insertAfter(home, key, format.apply(after.get()));
    } else {
      edits.replaceValue(found.get(found.size() - 1), format.apply(after.get()));
    }
  }

  private void hooks(ConfigurationKey key, List<String> before, List<String> after) {
    if (!before.equals(after)) {
      List<List<String>> old = before.stream().map(List::of).toList();
      List<List<String>> kept = Layout.keepLines(old, after);
      boolean oneEach = kept.stream().allMatch(line -> line.size() <= 1);
      place(key, old, oneEach ? kept : after.stream().map(List::of).toList());
    }
  }

  private void list(ConfigurationKey key, List<String> wanted) {
    List<List<String>> old = linesOf(key).stream().map(this::words).toList();
    place(key, old, Layout.keepLines(old, wanted));
  }

  private void allowedIps(PeerSection before, PeerSection after) {
    if (before.allowedIps().equals(after.allowedIps())
        && before.allowedIpsReplaced() == after.allowedIpsReplaced()) {
      return;
    }
    List<List<AllowedIpEdit>> old =
        linesOf(ConfigurationKey.ALLOWED_IPS).stream().map(this::allowedIps).toList();
    List<List<AllowedIpEdit>> kept = Layout.keepLines(old, after.allowedIps());
    boolean sameMeaning = replacesOthers(kept) == after.allowedIpsReplaced();
    place(
        ConfigurationKey.ALLOWED_IPS,
        old,
        sameMeaning ? kept : ConfigurationWriter.allowedIpLines(after));
  }

  private static boolean replacesOthers(List<List<AllowedIpEdit>> kept) {
    boolean replaced = true;
    for (List<AllowedIpEdit> line : kept) {
      replaced =
          line.isEmpty() ? replaced : line.stream().allMatch(edit -> edit.sign() == Sign.NONE);
    }
    return replaced;
  }

  /** Gives the lines of a key new contents; an empty line goes, and more lines come in. */
  private <T> void place(ConfigurationKey key, List<List<T>> old, List<List<T>> wanted) {
    List<Integer> found = linesOf(key);
    int last = found.isEmpty() ? home : found.get(found.size() - 1);
    for (int i = 0; i < Math.max(found.size(), wanted.size()); i++) {
      List<T> content = i < wanted.size() ? wanted.get(i) : List.of();
      String value = String.join(", ", ConfigurationWriter.texts(content));
      if (i >= found.size()) {
        edits.insertAfter(last, key, value);
      } else if (content.isEmpty()) {
        edits.delete(found.get(i));
      } else if (!content.equals(old.get(i))) {
        edits.replaceValue(found.get(i), value);
      }
    }
  }

  private List<Integer> linesOf(ConfigurationKey key) {
    return own.stream().filter(index -> lines.get(index).key() == key).toList();
  }

  private List<AllowedIpEdit> allowedIps(int index) {
    StringBuilder value = new StringBuilder();
    String raw = value(index);
    raw.chars().filter(c -> !CleanLine.isSpace((char) c)).forEach(c -> value.append((char) c));
    return ConfigurationValues.allowedIps(value.toString());
  }

  /** Returns the words of a line of wg-quick, as they would be written. */
  private List<String> words(int index) {
    QuickParser parser = new QuickParser();
    ConfigurationKey key = lines.get(index).key();
    if (key != null) {
      parser.take(key, value(index));
    }
    QuickSettings settings = parser.settings();
    return key == ConfigurationKey.ADDRESS
        ? ConfigurationWriter.texts(settings.addresses())
        : ConfigurationWriter.dns(settings);
  }

  private String value(int index) {
    Line line = lines.get(index);
    return new StringBuilder().append(text, line.valueStart(), line.valueEnd()).toString();
  }

  /** How the entries of a list are spread over lines. */
  private static final class Layout {
    private Layout() {}

    /**
     * Returns the wanted entries in their order, each on the line that has it; one that is new is
     * on the line of the next one that is not, or on the last line.
     */
    static <T> List<List<T>> keepLines(List<List<T>> lines, List<T> wanted) {
      if (lines.isEmpty()) {
        return wanted.isEmpty() ? List.of() : List.of(wanted);
      }
      Map<T, Integer> positions = new HashMap<>();
      for (int i = 0; i < wanted.size(); i++) {
        positions.put(wanted.get(i), i);
      }
      List<List<T>> kept = new ArrayList<>();
      int placed = 0;
      for (List<T> line : lines) {
        List<T> content = new ArrayList<>();
        for (T entry : line) {
          int position = positions.getOrDefault(entry, -1);
          if (position >= placed) {
            content.addAll(wanted.subList(placed, position + 1));
            placed = position + 1;
          }
        }
        kept.add(content);
      }
      kept.get(kept.size() - 1).addAll(wanted.subList(placed, wanted.size()));
      return kept;
    }
  }
}

package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects what only wg-quick knows. Lists grow from line to line, of the rest the last line
 * counts; an empty {@code MTU} or {@code Table} unsets it.
 *
 * <p>wg-quick leaves most checks to the programs that it starts, after the interface was made; here
 * values are checked at once: addresses and servers are addresses, the MTU is a number.
 */
final class QuickParser {
  /** What a shell makes of a list: words between white space and commas. */
  private static final Pattern WORD = Pattern.compile("[^,\\s]+");

  /** What wg-quick takes for the address of a server among the words of {@code DNS}. */
  private static final Pattern DNS_SERVER = Pattern.compile("(?s)[0-9.]+|.*:.*");

  private final List<AssignedAddress> addresses = new ArrayList<>();
  private final List<InetAddress> dnsServers = new ArrayList<>();
  private final List<String> dnsSearchDomains = new ArrayList<>();
  private OptionalInt mtu = OptionalInt.empty();
  private Optional<RoutingTable> table = Optional.empty();
  private boolean saveConfig;
  private final List<String> preUp = new ArrayList<>();
  private final List<String> postUp = new ArrayList<>();
  private final List<String> preDown = new ArrayList<>();
  private final List<String> postDown = new ArrayList<>();

  /** Returns whether a word of {@code DNS} is a domain to search in. */
  static boolean isSearchDomain(String word) {
    return WORD.matcher(word).matches() && !DNS_SERVER.matcher(word).matches();
  }

  void take(ConfigurationKey key, String value) {
    switch (key) {
      case ADDRESS -> addresses(value);
      case DNS -> dns(value);
      case MTU -> mtu = value.isEmpty() ? OptionalInt.empty() : OptionalInt.of(mtu(value));
      case TABLE -> table = value.isEmpty() ? Optional.empty() : Optional.of(table(value));
      case SAVE_CONFIG -> saveConfig = saveConfig(value);
      case PRE_UP -> preUp.add(value);
      case POST_UP -> postUp.add(value);
      case PRE_DOWN -> preDown.add(value);
      case POST_DOWN -> postDown.add(value);
      default -> throw new AssertionError(key);
    }
  }

  QuickSettings settings() {
    return new QuickSettings(
        addresses,
        dnsServers,
        dnsSearchDomains,
        mtu,
        table,
        saveConfig,
        preUp,
        postUp,
        preDown,
        postDown);
  }

  private void addresses(String value) {
    Matcher words = WORD.matcher(value);
    while (words.find()) {
      addresses.add(ConfigurationValues.assignedAddress(words.group(), words.start()));
    }
  }

  private void dns(String value) {
    Matcher words = WORD.matcher(value);
    while (words.find()) {
      if (DNS_SERVER.matcher(words.group()).matches()) {
        dnsServers.add(ConfigurationValues.address(words.group(), words.start()));
      } else {
        dnsSearchDomains.add(words.group());
      }
    }
  }

  private static int mtu(String value) {
    long bytes = ConfigurationValues.number(value, 10, Integer.MAX_VALUE);
    if (bytes < 0) {
      throw ConfigurationException.of(Reason.NUMBER, value);
    }
    return (int) bytes;
  }

  private static RoutingTable table(String value) {
    try {
      return new RoutingTable(value);
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(Reason.TEXT, value);
    }
  }

  private static boolean saveConfig(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ConfigurationException.of(Reason.BOOLEAN, value);
    };
  }
}

package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What only wg-quick knows of an interface. Immutable. The hooks are texts for a shell; nothing
 * here runs them, and as they can hold keys, they are not printed either.
 *
 * @param addresses {@code Address}, in the order of the file
 * @param dnsServers the addresses among the entries of {@code DNS}
 * @param dnsSearchDomains the other entries of {@code DNS}
 * @param mtu {@code MTU} in bytes; absent when wg-quick chooses
 * @param table {@code Table}; absent means {@link RoutingTable#AUTO}
 * @param saveConfig {@code SaveConfig}
 * @param preUp the hooks {@code PreUp}, each as it stands, with {@code %i} for the interface
 * @param postUp the hooks {@code PostUp}
 * @param preDown the hooks {@code PreDown}
 * @param postDown the hooks {@code PostDown}
 */
public record QuickSettings(
    List<AssignedAddress> addresses,
    List<InetAddress> dnsServers,
    List<String> dnsSearchDomains,
    OptionalInt mtu,
    Optional<RoutingTable> table,
    boolean saveConfig,
    List<String> preUp,
    List<String> postUp,
    List<String> preDown,
    List<String> postDown) {

  /** Nothing is set. */
  public static final QuickSettings NONE = builder().build();

  public QuickSettings {
    addresses = List.copyOf(addresses);
    dnsServers = List.copyOf(dnsServers);
    dnsSearchDomains = List.copyOf(dnsSearchDomains);
    preUp = List.copyOf(preUp);
    postUp = List.copyOf(postUp);
    preDown = List.copyOf(preDown);
    postDown = List.copyOf(postDown);
    if (mtu.isPresent() && mtu.getAsInt() < 0) {
      throw ConfigurationException.of(Reason.NUMBER, Integer.toString(mtu.getAsInt()));
    }
    dnsSearchDomains.forEach(domain -> require(isWritableDomain(domain), domain));
    preUp.forEach(QuickSettings::requireHook);
    postUp.forEach(QuickSettings::requireHook);
    preDown.forEach(QuickSettings::requireHook);
    postDown.forEach(QuickSettings::requireHook);
  }

  private static boolean isWritableDomain(String domain) {
    return QuickParser.isSearchDomain(domain) && domain.indexOf('#') < 0 && isOneLine(domain);
  }

  /** A hook can be written when it is read back as it is: in one line, without space around it. */
  private static void requireHook(String hook) {
    boolean padded = !hook.isEmpty()
        && (CleanLine.isSpace(hook.charAt(0)) || CleanLine.isSpace(hook.charAt(hook.length() - 1)));
    require(!padded && isOneLine(hook), hook);
  }

  private static boolean isOneLine(String text) {
    return text.indexOf('\n') < 0 && text.indexOf('\0') < 0;
  }

  private static void require(boolean condition, String text) {
    if (!condition) {
      throw ConfigurationException.of(Reason.TEXT, text);
    }
  }

  /** Returns a builder of settings of which none is set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns whether nothing is set, so that {@code wg} could read the configuration too. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /** Returns all of it, but of the hooks how many there are, and no domain that could be a key. */
  @Override
  public String toString() {
    List<String> domains = dnsSearchDomains.stream()
        .map(domain -> ConfigurationException.couldHoldKey(domain) ? "[redacted]" : domain)
        .toList();
    return "QuickSettings[addresses=" + addresses + ", dnsServers=" + dnsServers
        + ", dnsSearchDomains=" + domains + ", mtu=" + mtu + ", table=" + table
        + ", saveConfig=" + saveConfig + ", hooks=" + preUp.size() + "+" + postUp.size() + "+"
        + preDown.size() + "+" + postDown.size() + " [redacted]]";
  }

  /** Collects {@link QuickSettings}; not thread-safe. */
  public static final class Builder {
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

    private Builder() {}

    public Builder address(AssignedAddress address) {
      addresses.add(address);
      return this;
    }

    /** Adds to the addresses. */
    public Builder addresses(Collection<AssignedAddress> more) {
      addresses.addAll(more);
      return this;
    }

    public Builder dnsServer(InetAddress server) {
      dnsServers.add(server);
      return this;
    }

    public Builder dnsSearchDomain(String domain) {
      dnsSearchDomains.add(domain);
      return this;
    }

    public Builder mtu(int bytes) {
      mtu = OptionalInt.of(bytes);
      return this;
    }

    public Builder table(RoutingTable value) {
      table = Optional.of(value);
      return this;
    }

    public Builder saveConfig(boolean value) {
      saveConfig = value;
      return this;
    }

    public Builder preUp(String hook) {
      preUp.add(hook);
      return this;
    }

    public Builder postUp(String hook) {
      postUp.add(hook);
      return this;
    }

    public Builder preDown(String hook) {
      preDown.add(hook);
      return this;
    }

    public Builder postDown(String hook) {
      postDown.add(hook);
      return this;
    }

    /**
     * Returns the settings.
     *
     * @throws ConfigurationException when one of them cannot be written to a file
     */
    public QuickSettings build() {
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
  }
}

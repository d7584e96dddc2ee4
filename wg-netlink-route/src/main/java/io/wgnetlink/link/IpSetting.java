package io.wgnetlink.link;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Sysctl;
import java.util.Optional;

/**
 * A setting of IPv4 or IPv6 in a network namespace: which one, and whose.
 *
 * <p>How the value of {@code all} and that of a link count together is up to the kernel, and to
 * each {@linkplain Ipv4Switch setting}. The value of {@code default} is taken over by links that
 * are made afterwards.
 *
 * @param which what is set
 * @param scope whose it is
 * @param link the link, present for {@link Scope#LINK} only
 */
public record IpSetting(IpSwitch which, Scope scope, Optional<InterfaceName> link) {
  /** Whose a setting is. */
  public enum Scope {
    /** The one of {@code all}. */
    ALL,
    /** The one that new links begin with. */
    DEFAULT,
    /** A link's own. */
    LINK;

    private String folder() {
      return this == ALL ? "all" : "default";
    }
  }

  public IpSetting {
    if (link.isPresent() != (scope == Scope.LINK)) {
      throw new IllegalArgumentException("a setting of " + scope + " with link " + link);
    }
    for (Scope reserved : new Scope[] {Scope.ALL, Scope.DEFAULT}) {
      if (link.isPresent() && link.get().value().equals(reserved.folder())) {
        // The kernel gives no link such a name; by it another setting than the link's would change.
        throw new IllegalArgumentException("no link has the name " + reserved.folder());
      }
    }
  }

  /** Returns the setting of {@code all}. */
  public static IpSetting ofAll(IpSwitch which) {
    return new IpSetting(which, Scope.ALL, Optional.empty());
  }

  /** Returns the setting that new links begin with, {@code default}. */
  public static IpSetting ofNewLinks(IpSwitch which) {
    return new IpSetting(which, Scope.DEFAULT, Optional.empty());
  }

  /**
   * Returns the setting of a link, by its own name: files know no alternative ones.
   *
   * @throws IllegalArgumentException when the name is {@code all} or {@code default}
   */
  public static IpSetting ofLink(InterfaceName link, IpSwitch which) {
    return new IpSetting(which, Scope.LINK, Optional.of(link));
  }

  /** Returns its name for {@code sysctl(8)}. */
  public Sysctl sysctl() {
    return Sysctl.of(
        "net",
        which.family() == AddressFamily.IPV4 ? "ipv4" : "ipv6",
        "conf",
        link.map(InterfaceName::value).orElseGet(scope::folder),
        which.sysctlName());
  }

  /** Returns it as {@code sysctl(8)} names it, {@code net.ipv4.conf.all.rp_filter}. */
  @Override
  public String toString() {
    return sysctl().toString();
  }
}

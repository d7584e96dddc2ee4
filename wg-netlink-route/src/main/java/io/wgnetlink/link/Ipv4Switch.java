package io.wgnetlink.link;

import io.wgnetlink.net.AddressFamily;
import java.util.Locale;
import java.util.Optional;

/**
 * The IPv4 settings of one link, {@code IPV4_DEVCONF_*} in {@code uapi/linux/ip.h}: what
 * {@code /proc/sys/net/ipv4/conf/LINK/} holds. They are changed by netlink ({@code IFLA_AF_SPEC}
 * with {@code IFLA_INET_CONF}), which works also where {@code /proc/sys} is read-only, as in most
 * containers.
 *
 * <p>A setting of the link counts together with the one of {@code all}, which netlink cannot change
 * ({@link IpSetting#ofAll}): {@code RP_FILTER} is the larger of both, {@code ACCEPT_LOCAL} and
 * {@code SRC_VMARK} are on when either is; {@code FORWARDING} of a link is its own.
 */
public enum Ipv4Switch implements IpSwitch {
  /** Packets received here may be forwarded. */
  FORWARDING(1),
  MC_FORWARDING(2),
  PROXY_ARP(3),
  ACCEPT_REDIRECTS(4),
  SECURE_REDIRECTS(5),
  SEND_REDIRECTS(6),
  SHARED_MEDIA(7),
  /** Check of the way back to a packet's source: 0 off, 1 by this link, 2 by any link. */
  RP_FILTER(8),
  ACCEPT_SOURCE_ROUTE(9),
  BOOTP_RELAY(10),
  LOG_MARTIANS(11),
  TAG(12),
  ARPFILTER(13, "arp_filter"),
  MEDIUM_ID(14),
  NOXFRM(15, "disable_xfrm"),
  NOPOLICY(16, "disable_policy"),
  FORCE_IGMP_VERSION(17),
  ARP_ANNOUNCE(18),
  ARP_IGNORE(19),
  PROMOTE_SECONDARIES(20),
  ARP_ACCEPT(21),
  ARP_NOTIFY(22),
  /** Packets with one of this host's own addresses as source are accepted. */
  ACCEPT_LOCAL(23),
  /** The check of the way back uses the packet's mark ({@code src_valid_mark}). */
  SRC_VMARK(24, "src_valid_mark"),
  PROXY_ARP_PVLAN(25),
  ROUTE_LOCALNET(26),
  IGMPV2_UNSOLICITED_REPORT_INTERVAL(27),
  IGMPV3_UNSOLICITED_REPORT_INTERVAL(28),
  IGNORE_ROUTES_WITH_LINKDOWN(29),
  DROP_UNICAST_IN_L2_MULTICAST(30),
  DROP_GRATUITOUS_ARP(31),
  BC_FORWARDING(32),
  ARP_EVICT_NOCARRIER(33);

  private final int number;
  private final String sysctlName;

  Ipv4Switch(int number) {
    this.number = number;
    this.sysctlName = name().toLowerCase(Locale.ROOT);
  }

  Ipv4Switch(int number, String sysctlName) {
    this.number = number;
    this.sysctlName = sysctlName;
  }

  /** Returns the kernel's number of the setting, {@code IPV4_DEVCONF_*}. */
  public int number() {
    return number;
  }

  @Override
  public AddressFamily family() {
    return AddressFamily.IPV4;
  }

  @Override
  public String sysctlName() {
    return sysctlName;
  }

  /** Returns the setting with this number; empty for those of newer kernels. */
  public static Optional<Ipv4Switch> of(int number) {
    // Numbers are dense from 1 on, in the order of the constants.
    return number >= 1 && number <= values().length
        ? Optional.of(values()[number - 1])
        : Optional.empty();
  }

  /** Returns the setting in lower case, for example {@code rp_filter}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

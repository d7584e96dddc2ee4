package io.wgnetlink.link;

import io.wgnetlink.net.AddressFamily;
import java.util.Locale;

/**
 * The IPv6 settings of one link that are signed numbers of 32 bits: what
 * {@code /proc/sys/net/ipv6/conf/LINK/} holds. The kernel has no netlink message that changes them,
 * unlike {@linkplain Ipv4Switch IPv4's}.
 *
 * <p>{@code FORWARDING} and {@code DISABLE_IPV6} of {@code all} are handed on to every link when
 * they are changed; many others of {@code all} change nothing. A kernel has the settings of its
 * time.
 */
public enum Ipv6Switch implements IpSwitch {
  /**
   * Packets may be forwarded. Only the one of {@code all} decides that; one of a link decides
   * whether it behaves as a router.
   */
  FORWARDING,
  /** Packets received here may be forwarded, whatever {@code all} says (Linux 6.17). */
  FORCE_FORWARDING,
  /** No IPv6 on the link, and no addresses. */
  DISABLE_IPV6,
  /** Whether router advertisements configure the link: 0 no, 1 unless forwarding, 2 always. */
  ACCEPT_RA,
  /**
   * Whether duplicates of new addresses are looked for: 0 no, 1 yes, 2 yes, and IPv6 is turned off
   * when the link-local address is one.
   */
  ACCEPT_DAD,
  ACCEPT_RA_DEFRTR,
  ACCEPT_RA_FROM_LOCAL,
  ACCEPT_RA_MIN_HOP_LIMIT,
  ACCEPT_RA_MIN_LFT,
  ACCEPT_RA_MTU,
  ACCEPT_RA_PINFO,
  ACCEPT_RA_RT_INFO_MAX_PLEN,
  ACCEPT_RA_RT_INFO_MIN_PLEN,
  ACCEPT_RA_RTR_PREF,
  ACCEPT_REDIRECTS,
  ACCEPT_SOURCE_ROUTE,
  ACCEPT_UNTRACKED_NA,
  /** How link-local addresses are made: see {@link AddressGeneration}, which goes by netlink. */
  ADDR_GEN_MODE,
  AUTOCONF,
  DAD_TRANSMITS,
  /** Packets by this link are not encrypted by IPsec, whatever its policies say. */
  DISABLE_POLICY,
  DROP_UNICAST_IN_L2_MULTICAST,
  DROP_UNSOLICITED_NA,
  ENHANCED_DAD,
  FORCE_MLD_VERSION,
  FORCE_TLLAO,
  HOP_LIMIT,
  IGNORE_ROUTES_WITH_LINKDOWN,
  IOAM6_ENABLED,
  IOAM6_ID,
  /** Addresses stay when the link goes down: 1 yes, 0 and -1 no. */
  KEEP_ADDR_ON_DOWN,
  MAX_ADDRESSES,
  MAX_DESYNC_FACTOR,
  /** Read-only: a multicast routing daemon runs. */
  MC_FORWARDING,
  MLDV1_UNSOLICITED_REPORT_INTERVAL,
  MLDV2_UNSOLICITED_REPORT_INTERVAL,
  /** The MTU of IPv6, in bytes: at least 1280, at most the link's. */
  MTU,
  NDISC_EVICT_NOCARRIER,
  NDISC_NOTIFY,
  NDISC_TCLASS,
  OPTIMISTIC_DAD,
  /** Neighbour solicitations for proxy neighbours are answered. */
  PROXY_NDP,
  RA_HONOR_PIO_LIFE,
  RA_HONOR_PIO_PFLAG,
  REGEN_MAX_RETRY,
  REGEN_MIN_ADVANCE,
  ROUTER_PROBE_INTERVAL,
  ROUTER_SOLICITATION_DELAY,
  ROUTER_SOLICITATION_INTERVAL,
  ROUTER_SOLICITATION_MAX_INTERVAL,
  ROUTER_SOLICITATIONS,
  RPL_SEG_ENABLED,
  SEG6_ENABLED,
  SEG6_REQUIRE_HMAC,
  SUPPRESS_FRAG_NDISC,
  TEMP_PREFERED_LFT,
  TEMP_VALID_LFT,
  USE_OIF_ADDRS_ONLY,
  USE_OPTIMISTIC,
  USE_TEMPADDR;

  @Override
  public AddressFamily family() {
    return AddressFamily.IPV6;
  }

  @Override
  public String sysctlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name in {@code sysctl(8)}, for example {@code accept_ra}. */
  @Override
  public String toString() {
    return sysctlName();
  }
}

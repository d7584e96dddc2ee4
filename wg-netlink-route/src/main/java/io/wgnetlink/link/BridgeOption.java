package io.wgnetlink.link;

import java.util.Locale;

/**
 * Options and readings of a bridge, {@code IFLA_BR_*} in {@code uapi/linux/if_link.h}. Times are in
 * hundredths of a second ({@code clock_t}); a kernel that does not know one leaves it out.
 */
public enum BridgeOption implements LinkOption {
  /** How long a port listens and learns before it forwards. */
  FORWARD_DELAY(1, OptionForm.U32),
  HELLO_TIME(2, OptionForm.U32),
  MAX_AGE(3, OptionForm.U32),
  /** How long an address stays known. */
  AGEING_TIME(4, OptionForm.U32),
  /** Whether the spanning tree protocol runs: 0 no, 1 in the kernel, 2 outside. */
  STP_STATE(5, OptionForm.U32),
  PRIORITY(6, OptionForm.U16),
  VLAN_FILTERING(7, OptionForm.U8),
  /** The EtherType of its VLANs. */
  VLAN_PROTOCOL(8, OptionForm.BE16),
  /** Which link-local groups are forwarded. */
  GROUP_FWD_MASK(9, OptionForm.U16),
  ROOT_ID(10, OptionForm.ID),
  BRIDGE_ID(11, OptionForm.ID),
  ROOT_PORT(12, OptionForm.U16),
  ROOT_PATH_COST(13, OptionForm.U32),
  TOPOLOGY_CHANGE(14, OptionForm.U8),
  TOPOLOGY_CHANGE_DETECTED(15, OptionForm.U8),
  HELLO_TIMER(16, OptionForm.U64),
  TCN_TIMER(17, OptionForm.U64),
  TOPOLOGY_CHANGE_TIMER(18, OptionForm.U64),
  GC_TIMER(19, OptionForm.U64),
  GROUP_ADDR(20, OptionForm.MAC),
  MCAST_ROUTER(22, OptionForm.U8),
  MCAST_SNOOPING(23, OptionForm.U8),
  MCAST_QUERY_USE_IFADDR(24, OptionForm.U8),
  MCAST_QUERIER(25, OptionForm.U8),
  MCAST_HASH_ELASTICITY(26, OptionForm.U32),
  MCAST_HASH_MAX(27, OptionForm.U32),
  MCAST_LAST_MEMBER_CNT(28, OptionForm.U32),
  MCAST_STARTUP_QUERY_CNT(29, OptionForm.U32),
  MCAST_LAST_MEMBER_INTVL(30, OptionForm.U64),
  MCAST_MEMBERSHIP_INTVL(31, OptionForm.U64),
  MCAST_QUERIER_INTVL(32, OptionForm.U64),
  MCAST_QUERY_INTVL(33, OptionForm.U64),
  MCAST_QUERY_RESPONSE_INTVL(34, OptionForm.U64),
  MCAST_STARTUP_QUERY_INTVL(35, OptionForm.U64),
  NF_CALL_IPTABLES(36, OptionForm.U8),
  NF_CALL_IP6TABLES(37, OptionForm.U8),
  NF_CALL_ARPTABLES(38, OptionForm.U8),
  VLAN_DEFAULT_PVID(39, OptionForm.U16),
  VLAN_STATS_ENABLED(41, OptionForm.U8),
  MCAST_STATS_ENABLED(42, OptionForm.U8),
  MCAST_IGMP_VERSION(43, OptionForm.U8),
  MCAST_MLD_VERSION(44, OptionForm.U8),
  VLAN_STATS_PER_PORT(45, OptionForm.U8),
  /**
   * Further switches: in host byte order 32 bits of values, then 32 of which count
   * ({@code BR_BOOLOPT_*}).
   */
  MULTI_BOOLOPT(46, OptionForm.U64),
  FDB_N_LEARNED(48, OptionForm.U32),
  FDB_MAX_LEARNED(49, OptionForm.U32);

  private final int number;
  private final OptionForm form;

  BridgeOption(int number, OptionForm form) {
    this.number = number;
    this.form = form;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public OptionForm form() {
    return form;
  }

  @Override
  public boolean changesByItself() {
    return name().endsWith("_TIMER") || this == FDB_N_LEARNED;
  }

  /** Returns the option in lower case, for example {@code stp_state}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

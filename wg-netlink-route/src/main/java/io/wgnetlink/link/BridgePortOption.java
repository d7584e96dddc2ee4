package io.wgnetlink.link;

import java.util.Locale;

/**
 * Options and readings of a port of a bridge, {@code IFLA_BRPORT_*} in
 * {@code uapi/linux/if_link.h}. Times are in hundredths of a second ({@code clock_t}); a kernel
 * that does not know one leaves it out.
 */
public enum BridgePortOption implements LinkOption {
  /** 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking. */
  STATE(1, OptionForm.U8),
  PRIORITY(2, OptionForm.U16),
  COST(3, OptionForm.U32),
  /** Whether packets may leave by the port that they came in by ({@code hairpin}). */
  MODE(4, OptionForm.U8),
  GUARD(5, OptionForm.U8),
  PROTECT(6, OptionForm.U8),
  FAST_LEAVE(7, OptionForm.U8),
  LEARNING(8, OptionForm.U8),
  UNICAST_FLOOD(9, OptionForm.U8),
  PROXYARP(10, OptionForm.U8),
  LEARNING_SYNC(11, OptionForm.U8),
  PROXYARP_WIFI(12, OptionForm.U8),
  ROOT_ID(13, OptionForm.ID),
  BRIDGE_ID(14, OptionForm.ID),
  DESIGNATED_PORT(15, OptionForm.U16),
  DESIGNATED_COST(16, OptionForm.U16),
  ID(17, OptionForm.U16),
  NO(18, OptionForm.U16),
  TOPOLOGY_CHANGE_ACK(19, OptionForm.U8),
  CONFIG_PENDING(20, OptionForm.U8),
  MESSAGE_AGE_TIMER(21, OptionForm.U64),
  FORWARD_DELAY_TIMER(22, OptionForm.U64),
  HOLD_TIMER(23, OptionForm.U64),
  MULTICAST_ROUTER(25, OptionForm.U8),
  MCAST_FLOOD(27, OptionForm.U8),
  MCAST_TO_UCAST(28, OptionForm.U8),
  VLAN_TUNNEL(29, OptionForm.U8),
  BCAST_FLOOD(30, OptionForm.U8),
  GROUP_FWD_MASK(31, OptionForm.U16),
  NEIGH_SUPPRESS(32, OptionForm.U8),
  /** Whether it exchanges nothing with other isolated ports. */
  ISOLATED(33, OptionForm.U8),
  /** The link that takes over when this one has no carrier. */
  BACKUP_PORT(34, OptionForm.U32),
  MRP_RING_OPEN(35, OptionForm.U8),
  MRP_IN_OPEN(36, OptionForm.U8),
  MCAST_EHT_HOSTS_LIMIT(37, OptionForm.U32),
  MCAST_EHT_HOSTS_CNT(38, OptionForm.U32),
  LOCKED(39, OptionForm.U8),
  MAB(40, OptionForm.U8),
  MCAST_N_GROUPS(41, OptionForm.U32),
  MCAST_MAX_GROUPS(42, OptionForm.U32),
  NEIGH_VLAN_SUPPRESS(43, OptionForm.U8),
  BACKUP_NHID(44, OptionForm.U32);

  private final int number;
  private final OptionForm form;

  BridgePortOption(int number, OptionForm form) {
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
    return name().endsWith("_TIMER") || this == MCAST_N_GROUPS || this == MCAST_EHT_HOSTS_CNT;
  }

  /** Returns the option in lower case, for example {@code guard}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.wgnetlink.wireguard.internal;

/** How a kernel removes single allowed IPs. */
public enum Removal {
  /** By {@code WGALLOWEDIP_F_REMOVE_ME}, Linux 6.16. */
  FLAG,
  /** By moving them to a peer that is removed in the same message. */
  DUMMY_PEER
}

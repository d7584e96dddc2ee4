package io.wgnetlink.nftables;

import io.wgnetlink.netlink.NetlinkException;

/** The kernel has no nf_tables, or cannot load its module. */
public final class NftablesMissingException extends NetlinkException {
  private static final long serialVersionUID = 1L;

  /** Describes what could not be done for it. */
  public NftablesMissingException(NetlinkException cause) {
    super(
        cause.operation(),
        "this kernel has no nf_tables (CONFIG_NF_TABLES; as a module: modprobe nf_tables)");
    initCause(cause);
  }
}

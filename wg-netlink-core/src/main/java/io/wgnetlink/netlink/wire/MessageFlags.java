package io.wgnetlink.netlink.wire;

/**
 * Flags of a message header, {@code uapi/linux/netlink.h}; some bits mean different things by kind
 * of request.
 */
public final class MessageFlags {
  public static final int NLM_F_REQUEST = 0x01;
  public static final int NLM_F_MULTI = 0x02;
  public static final int NLM_F_ACK = 0x04;
  public static final int NLM_F_ECHO = 0x08;

  /** A dump was inconsistent: something changed while it ran. */
  public static final int NLM_F_DUMP_INTR = 0x10;

  /** A dump was filtered as requested. */
  public static final int NLM_F_DUMP_FILTERED = 0x20;

  /** GET requests: the whole table, {@code NLM_F_ROOT | NLM_F_MATCH}. */
  public static final int NLM_F_DUMP = 0x300;

  /** NEW requests: replace what exists. */
  public static final int NLM_F_REPLACE = 0x100;

  /** NEW requests: fail when it exists. */
  public static final int NLM_F_EXCL = 0x200;

  /** NEW requests: create what does not exist. */
  public static final int NLM_F_CREATE = 0x400;

  /** NEW requests: add to the end of the list. */
  public static final int NLM_F_APPEND = 0x800;

  /** Acknowledgements: only the header of the request is echoed. */
  public static final int NLM_F_CAPPED = 0x100;

  /** Acknowledgements: extended ACK attributes follow. */
  public static final int NLM_F_ACK_TLVS = 0x200;

  private MessageFlags() {}
}

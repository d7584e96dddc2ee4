package io.wgnetlink.netlink.wire;

/**
 * One line of an attribute table.
 *
 * <p>Implemented by enums whose constants are spelt as in the kernel's header, so that
 * {@link #name()} is the kernel's name:
 *
 * <pre>{@code
 * enum CtrlAttribute implements Attribute {
 *   CTRL_ATTR_FAMILY_ID(1, AttributeFormat.U16),
 *   CTRL_ATTR_FAMILY_NAME(2, AttributeFormat.string(15)),
 *   ...
 *   static final AttributeTable<CtrlAttribute> TABLE = AttributeTable.of(CtrlAttribute.class);
 * }
 * }</pre>
 */
public interface Attribute {
  /** Returns the attribute's number, without the nested and byte-order flags. */
  int type();

  /** Returns what the payload is. */
  AttributeFormat format();

  /** Returns the kernel's name of the attribute, for example {@code WGDEVICE_A_IFNAME}. */
  String name();
}

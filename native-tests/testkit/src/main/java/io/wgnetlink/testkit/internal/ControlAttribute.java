package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** What is asked and told of a generic netlink family, {@code uapi/linux/genetlink.h}. */
enum ControlAttribute implements Attribute {
  CTRL_ATTR_FAMILY_ID(1, AttributeFormat.U16),
  CTRL_ATTR_FAMILY_NAME(2, AttributeFormat.string(15)),
  CTRL_ATTR_VERSION(3, AttributeFormat.U32),
  /** Policies by number, each of attributes by number. */
  CTRL_ATTR_POLICY(8, AttributeFormat.nestedArray(Policy.TABLE)),
  /** Commands by number. */
  CTRL_ATTR_OP_POLICY(9, AttributeFormat.nestedArray(CommandPolicy.TABLE));

  /** The number of a command's policy. */
  enum CommandPolicy implements Attribute {
    CTRL_ATTR_POLICY_DO;

    static final AttributeTable<CommandPolicy> TABLE = AttributeTable.of(CommandPolicy.class);

    @Override
    public int type() {
      return 1;
    }

    @Override
    public AttributeFormat format() {
      return AttributeFormat.U32;
    }
  }

  /** What the kernel checks of an attribute, {@code enum netlink_policy_type_attr}. */
  enum Policy implements Attribute {
    NL_POLICY_TYPE_ATTR_TYPE(1),
    NL_POLICY_TYPE_ATTR_POLICY_IDX(8);

    static final AttributeTable<Policy> TABLE = AttributeTable.of(Policy.class);

    private final int type;

    Policy(int type) {
      this.type = type;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return AttributeFormat.U32;
    }
  }

  static final AttributeTable<ControlAttribute> TABLE = AttributeTable.of(ControlAttribute.class);

  private final int type;
  private final AttributeFormat format;

  ControlAttribute(int type, AttributeFormat format) {
    this.type = type;
    this.format = format;
  }

  @Override
  public int type() {
    return type;
  }

  @Override
  public AttributeFormat format() {
    return format;
  }
}

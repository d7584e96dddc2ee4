package io.wgnetlink.netlink.generic;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** Attributes of the family that knows the others, {@code uapi/linux/genetlink.h}. */
enum ControlAttribute implements Attribute {
  CTRL_ATTR_FAMILY_ID(1, AttributeFormat.U16),
  CTRL_ATTR_FAMILY_NAME(2, AttributeFormat.string(15)),
  CTRL_ATTR_VERSION(3, AttributeFormat.U32),
  CTRL_ATTR_HDRSIZE(4, AttributeFormat.U32),
  CTRL_ATTR_MAXATTR(5, AttributeFormat.U32),
  CTRL_ATTR_MCAST_GROUPS(7, AttributeFormat.nestedArray(Group.TABLE)),
  /** A list of policies, each a list of attributes by number, each a {@link PolicyAttribute}. */
  CTRL_ATTR_POLICY(8, AttributeFormat.binary()),
  /** By the number of the command. */
  CTRL_ATTR_OP_POLICY(9, AttributeFormat.nestedArray(CommandPolicy.TABLE));

  /** Attributes of one multicast group. */
  enum Group implements Attribute {
    CTRL_ATTR_MCAST_GRP_NAME(1, AttributeFormat.string(15)),
    CTRL_ATTR_MCAST_GRP_ID(2, AttributeFormat.U32);

    static final AttributeTable<Group> TABLE = AttributeTable.of(Group.class);

    private final int type;
    private final AttributeFormat format;

    Group(int type, AttributeFormat format) {
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

  /** Which policies the requests of one command have, {@code CTRL_ATTR_POLICY_*}. */
  enum CommandPolicy implements Attribute {
    CTRL_ATTR_POLICY_DO(1, AttributeFormat.U32),
    CTRL_ATTR_POLICY_DUMP(2, AttributeFormat.U32);

    static final AttributeTable<CommandPolicy> TABLE = AttributeTable.of(CommandPolicy.class);

    private final int type;
    private final AttributeFormat format;

    CommandPolicy(int type, AttributeFormat format) {
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

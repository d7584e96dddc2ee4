package io.wgnetlink.link.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;

/** What is inside depends on something outside, such as a kind: nothing has a name. */
enum NoAttribute implements Attribute {
  ;

  static final AttributeTable<NoAttribute> TABLE = AttributeTable.of(NoAttribute.class);

  @Override
  public int type() {
    throw new AssertionError(this);
  }

  @Override
  public AttributeFormat format() {
    throw new AssertionError(this);
  }
}

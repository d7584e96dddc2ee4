package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.UnknownAttribute;

/** An attribute that was kept as it came, to be written again. */
record KeptAttribute(UnknownAttribute kept) implements Attribute {
  private static final AttributeFormat FORMAT = AttributeFormat.binary();

  @Override
  public int type() {
    return kept.type();
  }

  @Override
  public AttributeFormat format() {
    return FORMAT;
  }

  @Override
  public String name() {
    return "attribute " + kept.type();
  }
}

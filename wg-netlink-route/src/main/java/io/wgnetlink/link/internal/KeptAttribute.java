package io.wgnetlink.link.internal;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.UnknownAttribute;

/**
 * An attribute that was kept as it came, to be written again.
 *
 * @param isNested whether it is to be flagged as nested: some requests need it, where the kernel
 *     itself leaves it out
 */
public record KeptAttribute(UnknownAttribute kept, boolean isNested) implements Attribute {
  private static final AttributeFormat FORMAT = AttributeFormat.binary();
  private static final int NLA_F_NESTED = 0x8000;

  public KeptAttribute(UnknownAttribute kept) {
    this(kept, false);
  }

  @Override
  public int type() {
    return kept.type() | (isNested ? NLA_F_NESTED : 0);
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

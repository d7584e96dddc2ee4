package io.wgnetlink.link.internal;

import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;

/** One setting inside {@code IFLA_INET_CONF} of a request. */
record Ipv4SwitchAttribute(Ipv4Switch setting) implements Attribute {
  @Override
  public int type() {
    return setting.number();
  }

  @Override
  public AttributeFormat format() {
    return AttributeFormat.U32;
  }

  @Override
  public String name() {
    return "IPV4_DEVCONF_" + setting.name();
  }
}

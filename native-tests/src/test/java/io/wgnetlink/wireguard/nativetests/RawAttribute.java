package io.wgnetlink.wireguard.nativetests;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;

/** An attribute as a test wants it: of a length, kind or number that the kernel refuses. */
record RawAttribute(String name, int type, AttributeFormat format) implements Attribute {
  /** Bytes under a number, without the flag of nested attributes. */
  static RawAttribute bytes(int type) {
    return new RawAttribute("attribute " + type, type, AttributeFormat.binary());
  }

  static RawAttribute u32(int type) {
    return new RawAttribute("attribute " + type, type, AttributeFormat.U32);
  }

  static RawAttribute u16(int type) {
    return new RawAttribute("attribute " + type, type, AttributeFormat.U16);
  }

  static RawAttribute u8(int type) {
    return new RawAttribute("attribute " + type, type, AttributeFormat.U8);
  }
}

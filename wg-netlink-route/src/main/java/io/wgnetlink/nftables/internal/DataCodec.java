package io.wgnetlink.nftables.internal;

import static io.wgnetlink.nftables.internal.DataAttribute.NFTA_DATA_VALUE;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.nftables.RegisterValue;
import java.util.Optional;

/** Values: attributes that nest {@link DataAttribute}. */
final class DataCodec {
  private DataCodec() {}

  static void write(MessageWriter w, Attribute attribute, RegisterValue value) {
    w.open(attribute);
    w.putBytes(NFTA_DATA_VALUE, value.bytes());
    w.close();
  }

  /** Reads a value; empty when it is something else, such as a verdict. */
  static Optional<RegisterValue> read(AttributeCursor<?> parent) {
    Optional<RegisterValue> value = Optional.empty();
    AttributeCursor<DataAttribute> cursor =
        new AttributeCursor<>(DataAttribute.TABLE).inside(parent);
    while (cursor.next()) {
      if (cursor.isUnknown()
          || cursor.attribute() != NFTA_DATA_VALUE
          || cursor.payloadLength() > RegisterValue.MAX_BYTES) {
        return Optional.empty();
      }
      value = Optional.of(RegisterValue.of(cursor.bytes()));
    }
    return value;
  }
}

package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes a list of a dump: what its last attempt brought. */
final class TableReader<T> implements DumpVisitor {
  private final Function<MessageReader, Optional<T>> decoder;
  private final List<T> values = new ArrayList<>();

  private TableReader(Function<MessageReader, Optional<T>> decoder) {
    this.decoder = decoder;
  }

  /** Reads a table; messages of which the decoder makes nothing are left out. */
  static <T> List<T> read(
      NetlinkClient client, Request request, Function<MessageReader, Optional<T>> decoder) {
    TableReader<T> reader = new TableReader<>(decoder);
    client.dump(request, reader);
    return reader.values;
  }

  @Override
  public void begin(int attempt) {
    values.clear();
  }

  @Override
  public void message(MessageReader message) {
    decoder.apply(message).ifPresent(values::add);
  }
}

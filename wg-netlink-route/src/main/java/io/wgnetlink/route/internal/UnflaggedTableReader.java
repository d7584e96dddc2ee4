package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.DumpInterruptedException;
import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a list of the dump of a table whose changes the kernel never flags, as that of the rules.
 *
 * <p>From one datagram to the next the kernel only remembers how many entries it has shown. When
 * one of them goes meanwhile, the next datagram begins too late and misses an entry; when one comes
 * before them, it begins too early and repeats one. That can happen to a table that fits one
 * datagram, too: older kernels look for more before they send the end of the dump, in a datagram of
 * its own, and then show the last entry once more (seen on Linux 6.1).
 *
 * <p>What lies in one datagram was read at one instant. So a dump is good whose entries all came in
 * one, up to some 300 rules; a larger one, when it is the same as that of the attempt before.
 */
final class UnflaggedTableReader<T> implements DumpVisitor {
  private final Function<MessageReader, Optional<T>> decoder;
  private List<T> values = new ArrayList<>();
  private List<T> before = List.of();
  private int inEarlierDatagrams;
  private boolean inOneDatagram;

  UnflaggedTableReader(Function<MessageReader, Optional<T>> decoder) {
    this.decoder = decoder;
  }

  /**
   * Reads a table; messages of which the decoder makes nothing are left out.
   *
   * @throws DumpInterruptedException when it is large, and no two attempts brought the same
   */
  static <T> List<T> read(
      NetlinkClient client, Request request, Function<MessageReader, Optional<T>> decoder) {
    UnflaggedTableReader<T> reader = new UnflaggedTableReader<>(decoder);
    client.dump(request, reader);
    return reader.values();
  }

  /** Returns what the last attempt brought. */
  List<T> values() {
    return values;
  }

  @Override
  public void begin(int attempt) {
    before = values;
    values = new ArrayList<>();
    inEarlierDatagrams = 0;
    inOneDatagram = true;
  }

  @Override
  public void message(MessageReader message) {
    decoder.apply(message).ifPresent(values::add);
  }

  @Override
  public void endOfDatagram(int bytes, boolean end) {
    if (inEarlierDatagrams > 0 && values.size() > inEarlierDatagrams) {
      inOneDatagram = false;
    }
    inEarlierDatagrams = values.size();
  }

  @Override
  public boolean accepts(boolean interrupted) {
    return !interrupted && (inOneDatagram || values.equals(before));
  }
}

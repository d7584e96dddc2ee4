package io.wgnetlink.route.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.MessageReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The routes' messages in the datagram that is looked at. Taking one down costs next to nothing; of
 * a message is read only what is asked for, once.
 */
final class DatagramRows {
  private static final int FEW = 16;

  private final DumpRow.Reader rowReader;
  private final MessageReader reader = new MessageReader();
  private ByteBuffer datagram = ByteBuffer.allocate(0);
  private int size;
  private int[] starts = new int[FEW];
  private int[] ends = new int[FEW];
  private @Nullable DumpRow[] read = new DumpRow[FEW];

  DatagramRows(AddressFamily family) {
    rowReader = new DumpRow.Reader(family);
  }

  /** Forgets all of them: another datagram comes. */
  void clear() {
    Arrays.fill(read, 0, size, null);
    size = 0;
  }

  void add(MessageReader message) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      read = Arrays.copyOf(read, 2 * size);
    }
    datagram = message.buffer();
    starts[size] = message.start();
    ends[size] = message.end();
    size++;
  }

  int size() {
    return size;
  }

  /** Positions a reader at a message. */
  MessageReader message(int index) {
    reader.over(datagram, starts[index], ends[index]).next();
    return reader;
  }

  DumpRow row(int index) {
    DumpRow row = read[index];
    if (row == null) {
      row = rowReader.read(message(index));
      read[index] = row;
    }
    return row;
  }

  int table(int index) {
    return row(index).table();
  }

  WalkPlace place(int index) {
    return row(index).place();
  }

  /** Returns whether rows, the last excluded, are of one table and in the order of the walk. */
  boolean areInOrder(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (table(i) != table(i - 1) || place(i - 1).compareTo(place(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the first of some rows that does not lie before a place, or the end of them. */
  int firstNotBefore(WalkPlace place, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place(middle).compareTo(place) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns the first of some rows that lies behind a place, or the end of them. */
  int firstBehind(WalkPlace place, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place(middle).compareTo(place) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

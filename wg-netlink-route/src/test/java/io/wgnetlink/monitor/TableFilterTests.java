package io.wgnetlink.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.netlink.SocketFilter;
import io.wgnetlink.netlink.SocketFilter.Instruction;
import io.wgnetlink.netlink.SubscriptionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The program, run by a small machine; that the kernel's does the same is for the native tests. */
class TableFilterTests {
  private static final int NLMSG_TYPE = 4;
  private static final int RTM_TABLE = 20;
  private static final int RTM_GETROUTE = 26;

  @Property
  void shouldPassTheRoutesOfItsTablesAndNoOthers(
      @ForAll @Size(min = 1, max = TableFilter.MAX_TABLES - 2) Set<Integer> tables,
      @ForAll int table) {
    Set<Integer> others = new HashSet<>(tables);
    others.remove(table);
    for (byte[] message : List.of(inAttribute(table), inHeader(table & 0xff))) {
      int its = tableOf(message);
      tables.add(its);
      others.remove(its);
      assertThat(passes(tables, message)).isTrue();
      assertThat(passes(others, message)).isFalse();
    }
  }

  @Test
  void shouldPassWhatIsNoRoute() {
    byte[] message = inAttribute(300);
    message[NLMSG_TYPE] = RTM_GETROUTE;

    assertThat(passes(Set.of(7), message)).isTrue();
    assertThat(passes(Set.of(7), Capture.of("link-events").received().get(0))).isTrue();
  }

  @Test
  void shouldRefuseMoreTablesThanAProgramCanCompare() {
    Set<Integer> many = new HashSet<>(IntStream.range(0, 256).boxed().toList());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RouteSelection(Set.of(RouteTopic.ROUTES), many))
        .withMessageContaining("256");
  }

  @Test
  void shouldRefuseToFilterWhatIsFiltered() {
    SubscriptionOptions filtered =
        SubscriptionOptions.DEFAULT.withFilter(TableFilter.of(Set.of(7)));

    assertThat(RouteSelection.ALL.applyTo(filtered)).isSameAs(filtered);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RouteSelection.ALL.withTables(7).applyTo(filtered));
  }

  /** As the kernel tells of a route, whatever its table. */
  private static byte[] inAttribute(int table) {
    byte[] header = Capture.of("route-add-6").sent();
    ByteBuffer message = ByteBuffer.allocate(header.length + 8).order(ByteOrder.nativeOrder());
    message.put(header).putShort((short) 8).putShort((short) 15).putInt(table);
    message.put(RTM_TABLE, (byte) 252); // RT_TABLE_COMPAT
    message.putInt(0, message.capacity());
    return message.array();
  }

  private static byte[] inHeader(int table) {
    byte[] message = Capture.of("route-add-6").sent();
    message[RTM_TABLE] = (byte) table;
    return message;
  }

  private static int tableOf(byte[] message) {
    RouteEvent[] told = new RouteEvent[1];
    new RouteEvents(event -> told[0] = event).message(Capture.reader(message));
    return ((RouteEvent.RouteChanged) told[0]).route().table();
  }

  private static boolean passes(Set<Integer> tables, byte[] message) {
    return run(TableFilter.of(tables), ByteBuffer.wrap(message));
  }

  private static boolean run(SocketFilter filter, ByteBuffer datagram) {
    int accumulator = 0;
    int index = 0;
    int at = 0;
    while (true) {
      Instruction next = filter.instructions().get(at++);
      int k = next.operand();
      switch (next.code()) {
        case 0x20 -> accumulator = k < 0 ? find(datagram, accumulator, index) : datagram.getInt(k);
        case 0x28 -> accumulator = Short.toUnsignedInt(datagram.getShort(k));
        case 0x30 -> accumulator = Byte.toUnsignedInt(datagram.get(k));
        case 0x40 -> accumulator = datagram.getInt(index + k);
        case 0x00 -> accumulator = k;
        case 0x01 -> index = k;
        case 0x07 -> index = accumulator;
        case 0x05 -> at += k;
        case 0x15 -> at += accumulator == k ? next.ifTrue() : next.ifFalse();
        case 0x06 -> {
          return k != 0;
        }
        default -> throw new AssertionError("code " + next.code());
      }
    }
  }

  /** {@code SKF_AD_NLATTR}. */
  private static int find(ByteBuffer datagram, int from, int type) {
    ByteBuffer nativeOrder = datagram.duplicate().order(ByteOrder.nativeOrder());
    int at = from;
    while (at + 4 <= nativeOrder.capacity()) {
      if (nativeOrder.getShort(at + 2) == type) {
        return at;
      }
      at += (nativeOrder.getShort(at) + 3) & ~3;
    }
    return 0;
  }
}

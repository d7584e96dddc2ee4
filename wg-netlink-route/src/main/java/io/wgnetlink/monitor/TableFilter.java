package io.wgnetlink.monitor;

import static io.wgnetlink.netlink.SocketFilter.Instruction.accept;
import static io.wgnetlink.netlink.SocketFilter.Instruction.copyToIndex;
import static io.wgnetlink.netlink.SocketFilter.Instruction.drop;
import static io.wgnetlink.netlink.SocketFilter.Instruction.findAttribute;
import static io.wgnetlink.netlink.SocketFilter.Instruction.jump;
import static io.wgnetlink.netlink.SocketFilter.Instruction.jumpIfEqual;
import static io.wgnetlink.netlink.SocketFilter.Instruction.loadByte;
import static io.wgnetlink.netlink.SocketFilter.Instruction.loadHalf;
import static io.wgnetlink.netlink.SocketFilter.Instruction.loadWordBehindIndex;
import static io.wgnetlink.netlink.SocketFilter.Instruction.set;
import static io.wgnetlink.netlink.SocketFilter.Instruction.setIndex;

import io.wgnetlink.netlink.SocketFilter;
import io.wgnetlink.netlink.SocketFilter.Instruction;
import io.wgnetlink.route.internal.RouteMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The socket filter by which only routes of some tables are told, and everything that is no route.
 *
 * <p>The kernel says the table in {@code RTA_TABLE} whatever its number, and in the header when it
 * fits (else {@code RT_TABLE_COMPAT}). The attribute is found by the kernel's own search; the
 * header counts where there is none. Route events are one message a datagram (measured on 6.18).
 */
final class TableFilter {
  /** A comparison cannot jump further. */
  static final int MAX_TABLES = 255;

  private static final int NLMSG_TYPE = 4;
  private static final int NLMSG_HDRLEN = 16;
  private static final int RTM_TABLE = NLMSG_HDRLEN + 4;
  private static final int ATTRIBUTES = NLMSG_HDRLEN + 12;
  private static final int RTA_TABLE = 15;
  private static final int NLA_HDRLEN = 4;
  private static final int MAX_HEADER_TABLE = 0xff;

  private TableFilter() {}

  static SocketFilter of(Set<Integer> tables) {
    List<Instruction> byAttribute = new ArrayList<>();
    byAttribute.add(copyToIndex());
    byAttribute.add(loadWordBehindIndex(NLA_HDRLEN));
    byAttribute.addAll(acceptOnly(tables.stream().map(SocketFilter::u32).toList()));

    List<Instruction> program = new ArrayList<>(List.of(
        loadHalf(NLMSG_TYPE),
        jumpIfEqual(SocketFilter.u16(RouteMessages.RTM_NEWROUTE), 2, 0),
        jumpIfEqual(SocketFilter.u16(RouteMessages.RTM_DELROUTE), 1, 0),
        accept(),
        set(ATTRIBUTES),
        setIndex(RTA_TABLE),
        findAttribute(),
        jumpIfEqual(0, 0, 1),
        jump(byAttribute.size())));
    program.addAll(byAttribute);
    program.add(loadByte(RTM_TABLE));
    program.addAll(acceptOnly(tables.stream().filter(TableFilter::hasRoom).toList()));
    return new SocketFilter(program);
  }

  private static boolean hasRoom(int table) {
    return Integer.compareUnsigned(table, MAX_HEADER_TABLE) <= 0;
  }

  private static List<Instruction> acceptOnly(List<Integer> numbers) {
    List<Instruction> part = new ArrayList<>();
    for (int number : numbers) {
      part.add(jumpIfEqual(number, numbers.size() - part.size(), 0));
    }
    part.add(drop());
    part.add(accept());
    return part;
  }
}

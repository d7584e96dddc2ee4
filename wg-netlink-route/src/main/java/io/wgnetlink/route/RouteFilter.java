package io.wgnetlink.route;

import io.wgnetlink.net.AddressFamily;
import java.util.Optional;

/**
 * Which routes to read; what is empty does not count. The kernel applies it, so the rest of a large
 * table is not copied. Immutable.
 *
 * @param family the family; both, one after the other, when empty
 * @param table the number of the table, unsigned
 * @param protocol who made them, {@code RTPROT_*}
 * @param oif the index of the link that they use
 */
public record RouteFilter(
    Optional<AddressFamily> family,
    Optional<Integer> table,
    Optional<Integer> protocol,
    Optional<Integer> oif) {
  private static final RouteFilter ALL =
      new RouteFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Returns the filter that lets every route of every table pass. */
  public static RouteFilter all() {
    return ALL;
  }

  public RouteFilter withFamily(AddressFamily only) {
    return new RouteFilter(Optional.of(only), table, protocol, oif);
  }

  public RouteFilter withTable(int number) {
    return new RouteFilter(family, Optional.of(number), protocol, oif);
  }

  public RouteFilter withProtocol(int number) {
    return new RouteFilter(family, table, Optional.of(number), oif);
  }

  public RouteFilter withOif(int index) {
    return new RouteFilter(family, table, protocol, Optional.of(index));
  }

  /** Returns whether a route passes. */
  public boolean matches(Route route) {
    return family.map(only -> route.family() == only).orElse(true)
        && table.map(number -> route.table() == number).orElse(true)
        && protocol.map(number -> route.protocol() == number).orElse(true)
        && oif.map(route::uses).orElse(true);
  }

  /** Returns whether a route passes; makes a value of it only when it has several ways. */
  public boolean matches(RouteView route) {
    return (family.isEmpty() || route.family() == family.get())
        && (table.isEmpty() || route.table() == table.get())
        && (protocol.isEmpty() || route.protocol() == protocol.get())
        && (oif.isEmpty()
            || route.oif() == oif.get()
            || (route.hasNexthops() && route.toRoute().uses(oif.get())));
  }

  /** Returns the filter in the words of {@code ip route show}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    family.ifPresent(only -> text.append(' ').append(only));
    table.ifPresent(number -> text.append(" table ").append(Integer.toUnsignedString(number)));
    protocol.ifPresent(number -> text.append(" proto ").append(number));
    oif.ifPresent(index -> text.append(" dev ").append(index));
    return text.isEmpty() ? "all" : text.substring(1);
  }
}

package io.wgnetlink.route;

import java.util.Collection;
import java.util.List;

/**
 * What the routes of one owner in one table are to be: these and no others. Routes of other owners,
 * which have another protocol, are not its business. Immutable.
 *
 * @param table the number of the table, unsigned
 * @param protocol the owner's mark, {@code RTPROT_*}
 * @param routes the routes, in this table and with this protocol; no two to one destination with
 *     one metric and type of service (several ways are one multipath route)
 */
public record DesiredRoutes(int table, int protocol, List<Route> routes) {
  public DesiredRoutes {
    routes = List.copyOf(routes);
    if (table == 0) {
      throw new IllegalArgumentException("table 0 is not a table: the kernel takes it for main");
    }
    if (protocol <= Route.PROTOCOL_KERNEL || protocol > 0xff) {
      throw new IllegalArgumentException(
          "protocol " + protocol + " marks no owner: choose one in 3 to 255");
    }
    for (Route route : routes) {
      if (route.table() != table || route.protocol() != protocol) {
        throw new IllegalArgumentException("route " + route + " is not of table "
            + Integer.toUnsignedString(table) + " and proto " + protocol);
      }
    }
  }

  /** Takes routes over as they are but for table and protocol, which become these. */
  public static DesiredRoutes of(int table, int protocol, Collection<Route> routes) {
    return new DesiredRoutes(
        table,
        protocol,
        routes.stream()
            .map(route -> route.toBuilder().table(table).protocol(protocol).build())
            .toList());
  }
}

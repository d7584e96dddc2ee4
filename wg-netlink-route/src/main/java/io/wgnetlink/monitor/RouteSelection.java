package io.wgnetlink.monitor;

import io.wgnetlink.netlink.SubscriptionOptions;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a {@link RouteMonitor} is to tell of. The kernel makes the selection, so what is left out
 * neither fills the receive buffer nor wakes the process. Immutable.
 *
 * <pre>{@code
 * RouteSelection.of(RouteTopic.ROUTES).withTables(51820)
 * }</pre>
 *
 * @param topics the kinds of objects
 * @param tables the tables whose routes count, their numbers unsigned, 255 at most; all when empty
 */
public record RouteSelection(Set<RouteTopic> topics, Set<Integer> tables) {
  /** Everything. */
  public static final RouteSelection ALL =
      new RouteSelection(EnumSet.allOf(RouteTopic.class), Set.of());

  public RouteSelection {
    topics = Set.copyOf(topics);
    tables = Set.copyOf(tables);
    if (tables.size() > TableFilter.MAX_TABLES) {
      throw new IllegalArgumentException(
          tables.size() + " tables, of " + TableFilter.MAX_TABLES + " at most");
    }
  }

  /** Returns the selection of some topics, with the routes of all tables. */
  public static RouteSelection of(RouteTopic... topics) {
    return of(Arrays.asList(topics));
  }

  /** Returns the selection of some topics, with the routes of all tables. */
  public static RouteSelection of(Collection<RouteTopic> topics) {
    return new RouteSelection(Set.copyOf(topics), Set.of());
  }

  /** Returns options by which the kernel passes on the routes of these tables only. */
  SubscriptionOptions applyTo(SubscriptionOptions options) {
    if (tables.isEmpty()) {
      return options;
    }
    if (options.filter().isPresent()) {
      throw new IllegalArgumentException("tables are selected by a filter, and there is another");
    }
    return options.withFilter(TableFilter.of(tables));
  }

  /** Returns this selection with the routes of some tables only, their numbers unsigned. */
  public RouteSelection withTables(Integer... numbers) {
    return new RouteSelection(topics, Set.of(numbers));
  }
}

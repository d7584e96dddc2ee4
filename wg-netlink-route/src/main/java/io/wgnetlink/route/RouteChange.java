package io.wgnetlink.route;

import java.util.Locale;

/**
 * One change of a routing table, for a batch of them. Immutable.
 *
 * @param operation what to do
 * @param route with which route
 */
public record RouteChange(Operation operation, Route route) {
  /** What to do with a route; the words are those of {@code ip route}. */
  public enum Operation {
    /** As {@link RouteNetlink#addRoute}. */
    ADD,
    /** As {@link RouteNetlink#replaceRoute}. */
    REPLACE,
    /** As {@link RouteNetlink#changeRoute}. */
    CHANGE,
    /** As {@link RouteNetlink#appendRoute}. */
    APPEND,
    /** As {@link RouteNetlink#deleteRoute}. */
    DELETE
  }

  public static RouteChange add(Route route) {
    return new RouteChange(Operation.ADD, route);
  }

  public static RouteChange replace(Route route) {
    return new RouteChange(Operation.REPLACE, route);
  }

  public static RouteChange delete(Route route) {
    return new RouteChange(Operation.DELETE, route);
  }

  /** Returns the change in the words of {@code ip route}. */
  @Override
  public String toString() {
    return operation.name().toLowerCase(Locale.ROOT) + " " + route;
  }
}

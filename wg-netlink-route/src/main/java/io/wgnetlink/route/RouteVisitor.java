package io.wgnetlink.route;

/**
 * Sees routes while they are read, without a value being made of each.
 *
 * <p>Calls come on the thread that called {@link RouteNetlink#visitRoutes}, IPv4 before IPv6, each
 * in the kernel's order. A view is valid inside the call only, and calling the same
 * {@link RouteNetlink} from inside is an {@link IllegalStateException}. An exception thrown here
 * ends the reading and reaches the caller.
 */
@FunctionalInterface
public interface RouteVisitor {
  /** Called for each route; of a reading that is not proved, perhaps twice for one. */
  void route(RouteView route);
}

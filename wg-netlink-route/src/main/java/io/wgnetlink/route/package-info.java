/**
 * Routes, the rules that choose among their tables, neighbours, and the client of rtnetlink:
 * {@link io.wgnetlink.route.RouteNetlink} makes, changes, reads and deletes links, addresses,
 * routes, rules and neighbours of one network namespace.
 */
@NullMarked
package io.wgnetlink.route;

import org.jspecify.annotations.NullMarked;

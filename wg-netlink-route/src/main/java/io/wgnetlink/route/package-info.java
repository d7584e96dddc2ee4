/**
 * Routes, the nexthop objects that they name, the rules that choose among their tables, neighbours,
 * and the client of rtnetlink: {@link io.wgnetlink.route.RouteNetlink} makes, changes, reads and
 * deletes these, and links and addresses, of one network namespace.
 */
@NullMarked
package io.wgnetlink.route;

import org.jspecify.annotations.NullMarked;

/**
 * Events: {@link io.wgnetlink.monitor.RouteMonitor} tells what changed, and when something was
 * missed; {@link io.wgnetlink.monitor.RouteMirror} keeps what is there at hand.
 */
@NullMarked
package io.wgnetlink.monitor;

import org.jspecify.annotations.NullMarked;

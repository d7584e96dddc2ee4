/**
 * Events of links: {@link io.wgnetlink.monitor.RouteMonitor} tells what changed, and when something
 * was missed.
 */
@NullMarked
package io.wgnetlink.monitor;

import org.jspecify.annotations.NullMarked;

/**
 * Moves prefixes between paths, in one of two modes
 * ({@link io.wgnetlink.failover.actuate.RouteActuator},
 * {@link io.wgnetlink.failover.actuate.AllowedIpsActuator}), keeps the addresses that nudges need,
 * and refuses what cannot work.
 */
@NullMarked
package io.wgnetlink.failover.actuate;

import org.jspecify.annotations.NullMarked;

/**
 * The words of failover, as values: {@link io.wgnetlink.failover.model.Tunnel tunnels}, the
 * {@link io.wgnetlink.failover.model.Path paths} through them, the
 * {@link io.wgnetlink.failover.model.Group groups} of prefixes that choose among paths, the
 * {@link io.wgnetlink.failover.model.Evidence evidence} that comes in and the
 * {@link io.wgnetlink.failover.model.Action actions},
 * {@link io.wgnetlink.failover.model.TunnelChange changes} and
 * {@link io.wgnetlink.failover.model.Decision decisions} that come out.
 */
@NullMarked
package io.wgnetlink.failover.model;

import org.jspecify.annotations.NullMarked;

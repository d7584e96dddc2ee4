/**
 * The words of failover, as values: {@link io.wgnetlink.failover.model.Tunnel tunnels}, the
 * {@link io.wgnetlink.failover.model.Path paths} through them, the
 * {@link io.wgnetlink.failover.model.Group groups} of prefixes that choose among paths, the
 * {@link io.wgnetlink.failover.model.Evidence evidence} that comes in and the
 * {@link io.wgnetlink.failover.model.Action actions} and
 * {@link io.wgnetlink.failover.model.FailoverEvent events} that come out. An operator adds
 * {@link io.wgnetlink.failover.model.Order orders}.
 */
@NullMarked
package io.wgnetlink.failover.model;

import org.jspecify.annotations.NullMarked;

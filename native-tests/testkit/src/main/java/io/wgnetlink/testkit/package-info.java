/**
 * A kernel in memory: give the {@link io.wgnetlink.wireguard.WireGuard} or the
 * {@link io.wgnetlink.route.RouteNetlink} of an {@link io.wgnetlink.testkit.InMemoryKernel} to the
 * code under test, play the other end with {@link io.wgnetlink.testkit.InMemoryPeer}, and let
 * things go wrong with a {@link io.wgnetlink.testkit.Fault}.
 */
@NullMarked
package io.wgnetlink.testkit;

import org.jspecify.annotations.NullMarked;

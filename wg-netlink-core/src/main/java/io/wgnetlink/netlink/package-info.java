/**
 * Requests, dumps, batches and subscriptions over netlink, their errors, and network namespaces.
 *
 * <p>{@link io.wgnetlink.netlink.NetlinkClient} makes synchronous requests on the caller's thread;
 * {@link io.wgnetlink.netlink.Subscription} delivers multicast messages; both belong to a
 * {@link io.wgnetlink.netlink.NetworkNamespace}. What fails throws
 * {@link io.wgnetlink.netlink.NetlinkException}.
 */
@NullMarked
package io.wgnetlink.netlink;

import org.jspecify.annotations.NullMarked;

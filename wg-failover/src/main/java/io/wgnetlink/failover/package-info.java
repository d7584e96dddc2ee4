/**
 * Keeps traffic on a working path when a tunnel dies:
 * {@link io.wgnetlink.failover.FailoverController}.
 */
@NullMarked
package io.wgnetlink.failover;

import org.jspecify.annotations.NullMarked;

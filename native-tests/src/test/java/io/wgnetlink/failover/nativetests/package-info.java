/** Failover on real kernels. */
@NullMarked
package io.wgnetlink.failover.nativetests;

import org.jspecify.annotations.NullMarked;

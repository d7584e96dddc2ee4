/** Namespaces and subscriptions against real kernels. */
@NullMarked
package io.wgnetlink.netlink.nativetests;

import org.jspecify.annotations.NullMarked;

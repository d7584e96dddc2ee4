/** The seam between the client and the kernel. */
@NullMarked
package io.wgnetlink.netlink.internal;

import org.jspecify.annotations.NullMarked;

/** The messages of routes, and the client that talks to the kernel. */
@NullMarked
package io.wgnetlink.route.internal;

import org.jspecify.annotations.NullMarked;

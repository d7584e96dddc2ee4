/** rtnetlink of the kernel in memory: links, addresses, routes, and what becomes of them. */
@NullMarked
package io.wgnetlink.testkit.internal.routing;

import org.jspecify.annotations.NullMarked;

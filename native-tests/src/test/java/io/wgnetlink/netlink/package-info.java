/** Transports for benchmarks: what was sent is recorded, what is received is replayed. */
@NullMarked
package io.wgnetlink.netlink;

import org.jspecify.annotations.NullMarked;

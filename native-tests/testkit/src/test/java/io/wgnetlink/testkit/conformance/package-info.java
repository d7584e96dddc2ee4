/** What WireGuard does, told once for every kernel: those in the field and the one in memory. */
@NullMarked
package io.wgnetlink.testkit.conformance;

import org.jspecify.annotations.NullMarked;

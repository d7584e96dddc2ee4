/** What the counters of a device and the nudges tell: they turn observations into evidence. */
@NullMarked
package io.wgnetlink.failover.evidence;

import org.jspecify.annotations.NullMarked;

/** What a test needs of a controller's own package. */
@NullMarked
package io.wgnetlink.failover;

import org.jspecify.annotations.NullMarked;

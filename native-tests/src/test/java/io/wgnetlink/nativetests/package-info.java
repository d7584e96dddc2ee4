/** What all native tests share, and the example of the README, run. */
@NullMarked
package io.wgnetlink.nativetests;

import org.jspecify.annotations.NullMarked;

/** The example of the README, run. */
@NullMarked
package io.wgnetlink.nativetests;

import org.jspecify.annotations.NullMarked;
